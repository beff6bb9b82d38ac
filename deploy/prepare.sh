# Installs what building, running and testing need; sourced by the scripts beside it, from the
# repository's top level. Everything is named here and nowhere else.
#
#   prepare build   what `swift build` needs
#   prepare test    that, and the programs that tests start

build_packages=(
    libc6-dev g++ pkg-config          # what Swift itself links with
    librdkafka-dev libsimdjson-dev libxxhash-dev libzstd-dev zlib1g-dev
)
test_packages=(kcat chromium curl python3-venv zstd)
# TLS before the broker, which runs in a network of its own. Debian's stunnel4 starts nothing.
test_packages+=(iproute2 openssl stunnel4)
# A Kafka broker in one binary, from PyPI; started by the tests on 127.0.0.1.
broker=noida-db==0.2.3
broker_home=.build-broker

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            echo "$package"
    done
}

install_packages() {
    local missing sudo=
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "installing" $missing
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing >/dev/null
}

prepare() {
    if ! command -v apt-get >/dev/null; then
        echo "this is not Debian: install the counterparts of ${build_packages[*]} by hand" >&2
    else
        install_packages "${build_packages[@]}"
        [ "$1" = test ] && install_packages "${test_packages[@]}"
    fi
    if ! command -v swift >/dev/null; then
        echo "Swift 6.3 is missing: get it from https://www.swift.org/install/linux (swiftly)" >&2
        exit 69
    fi
    if [ "$1" = test ] && [ ! -x "$broker_home/bin/noida-db" ]; then
        python3 -m venv "$broker_home"
        "$broker_home/bin/pip" install -q --disable-pip-version-check "$broker"
    fi
}

# Builds all tests and names, for them, the programs that they start; `tests` is what `swift test`
# is called with. They run optimised, since they compare much with a slow oracle.
tests=(-c release -Xswiftc -enable-testing --scratch-path .build-test)
build_tests() {
    swift build "${tests[@]}" --build-tests
    export COVISITD_TEST_BROKER="$PWD/$broker_home/bin/noida-db"
    export COVISITD_TEST_BINARY="$PWD/.build-test/release/covisitd"
}
