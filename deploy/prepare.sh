# Installs what building, running and testing need; sourced by the scripts beside it, from the
# repository's top level. Everything is named here and nowhere else.
#
#   prepare build   what `swift build` needs
#   prepare test    that, and the programs that tests start
#   prepare package what `swift build` needs, and what makes and checks a Debian package
#   prepare boot    what `swift build` and booting a Debian with systemd need

build_packages=(
    libc6-dev g++ pkg-config          # what Swift itself links with
    librdkafka-dev libsimdjson-dev libxxhash-dev libzstd-dev zlib1g-dev
)
test_packages=(kcat chromium curl python3-venv zstd strace)
# TLS before the broker, which runs in a network of its own. Debian's stunnel4 starts nothing.
test_packages+=(iproute2 openssl stunnel4)
package_packages=(debhelper debootstrap lintian mandoc python3)
boot_packages=(systemd-container debootstrap python3-venv)
# promtool, which checks metrics and alerts. Installing its package, prometheus, would start a server:
# this one program is taken out of it, and nothing is installed.
promtool_home=.build-promtool
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

unpack_promtool() {
    local package sudo=
    [ -x "$promtool_home/promtool" ] && return
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "unpacking promtool"
    $sudo apt-get update -qq
    mkdir -p "$promtool_home"
    (
        cd "$promtool_home"
        apt-get download -qq prometheus 2>/dev/null
        package=$(echo prometheus_*.deb)
        dpkg-deb --fsys-tarfile "$package" | tar x --strip-components=3 ./usr/bin/promtool
        rm "$package"
    )
}

prepare() {
    if ! command -v apt-get >/dev/null; then
        echo "this is not Debian: install the counterparts of ${build_packages[*]} by hand" >&2
    else
        install_packages "${build_packages[@]}"
        if [ "$1" = test ]; then
            install_packages "${test_packages[@]}"
            unpack_promtool
        fi
        [ "$1" = package ] && install_packages "${package_packages[@]}"
        [ "$1" = boot ] && install_packages "${boot_packages[@]}"
    fi
    if ! command -v swift >/dev/null; then
        echo "Swift 6.3 is missing: get it from https://www.swift.org/install/linux (swiftly)" >&2
        exit 69
    fi
    if [ "$1" != build ] && [ ! -x "$broker_home/bin/noida-db" ]; then
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
    export COVISITD_TEST_PROMTOOL="$PWD/$promtool_home/promtool"
}
