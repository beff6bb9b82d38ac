# What deploy/package.sh and its check build packages with; sourced, from the top level.

# The daemon with the Swift runtime inside, from the versions of packages that `dependencies` names.
# Nothing in it depends on where it was built.
build_binary() {
    swift package --scratch-path .build-package resolve
    resolved_versions | diff -u deploy/debian/dependencies - || {
        echo "Package.resolved has other versions than deploy/debian/dependencies: correct the" >&2
        echo "one (swift package resolve NAME --version V) or the other" >&2
        exit 65
    }
    swift build -c release --product covisitd --scratch-path .build-package \
        --static-swift-stdlib --disable-local-rpath --force-resolved-versions \
        -Xswiftc -gnone -Xcc -g0 -Xcxx -g0 \
        -Xswiftc -file-prefix-map -Xswiftc "$PWD=." -Xcc "-ffile-prefix-map=$PWD=." \
        -Xcc -fstack-protector-strong -Xcxx -D_FORTIFY_SOURCE=2 \
        -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now -Xlinker --as-needed \
        -Xlinker --build-id=sha1
}

resolved_versions() {
    sed -n 's/.*"\(identity\|version\)" : "\(.*\)".*/\2/p' Package.resolved | paste -d' ' - -
}

# pack CONFIG CHANGELOG: .build-package/covisitd_VERSION_ARCH.deb from the binary that was built.
pack() {
    local stage=.build-package/stage/covisitd
    rm -rf "${stage%/*}"
    mkdir -p "$stage"
    cp -r deploy/debian "$stage/debian"
    cp "$2" "$stage/debian/changelog"
    export SOURCE_DATE_EPOCH
    SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$2" -S Timestamp)
    lay_out "$1" "$stage/files"
    (cd "$stage" && dpkg-buildpackage --build=binary --no-sign --no-pre-clean >build.log 2>&1) || {
        cat "$stage/build.log" >&2
        exit 70
    }
    mv "${stage%/*}"/*.deb .build-package
}

# lay_out CONFIG ROOT: the files of the package, where they will be.
lay_out() {
    local root=$2 program="$2/usr/bin/covisitd" share="$2/usr/share/covisitd"
    local documents="$2/usr/share/doc/covisitd"
    install -D -t "$root/usr/bin" .build-package/release/covisitd
    install -D -m 644 "$1" "$root/etc/covisitd/config.yaml"
    install -D -m 644 -t "$root/lib/systemd/system" \
        $(existing deploy/systemd/*.service deploy/systemd/*.target)
    install -D -m 644 -t "$share" Sources/covisitd/Demo/*.jsonl.gz
    install -D -m 644 -t "$share/backtest" deploy/backtest/*.yaml
    install -D -m 644 -t "$documents" README.md $(existing deploy/*.md)
    third_party >"$documents/third-party"

    local file
    for file in $(cd deploy && existing prometheus/*.rules.yaml grafana/*.json systemd/*.conf); do
        install -D -m 644 -t "$share/${file%/*}" "deploy/$file"
    done

    local man="$root/usr/share/man"
    mkdir -p "$man"/man{5,8}
    python3 deploy/debian/manual.py "$program" "$1" "$man/man8"
    mv "$man"/man8/*.5 "$man/man5"

    completion bash | sed '/^#!/d' |
        install -D -m 644 /dev/stdin "$root/usr/share/bash-completion/completions/covisitd"
    completion zsh |
        install -D -m 644 /dev/stdin "$root/usr/share/zsh/vendor-completions/_covisitd"
    completion fish |
        install -D -m 644 /dev/stdin "$root/usr/share/fish/vendor_completions.d/covisitd.fish"
}

completion() { .build-package/release/covisitd --generate-completion-script "$1"; }

# Those of these files that there are.
existing() {
    local file
    for file in "$@"; do [ ! -e "$file" ] || echo "$file"; done
}

# What is inside the program and not ours: notices, and licences where they are not Apache's.
third_party() {
    local name version folder text
    while read -r name version; do
        printf -- '---- %s %s\n\n' "$name" "$version"
        folder=$(find .build-package/checkouts -maxdepth 1 -iname "$name")
        for text in $(existing "$folder"/NOTICE* "$folder"/LICENSE*); do
            if grep -q 'Apache License$' "$text"; then
                echo 'Apache License, Version 2.0: /usr/share/common-licenses/Apache-2.0'
            else
                cat "$text"
            fi
        done
        echo
    done <deploy/debian/dependencies
}
