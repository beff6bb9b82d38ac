#!/usr/bin/env bash
# Builds .build-package/covisitd_VERSION_ARCH.deb for Debian 12, of which lintian has nothing to
# say. The same commit gives the same bytes, wherever it is built.
#
#   deploy/package.sh                 the package; some four minutes the first time
#   deploy/package.sh --check         and installs, runs, upgrades and purges it in a Debian of its
#                                     own, as root; some five minutes more
#   deploy/package.sh --reproduce     and builds it again, from a copy elsewhere: the same bytes?
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in
'' | --check | --reproduce) ;;
*) echo "usage: deploy/package.sh [--check | --reproduce]" >&2 && exit 64 ;;
esac
. deploy/prepare.sh
prepare package
. deploy/debian/build.sh

build_binary
version=$(dpkg-parsechangelog -l deploy/debian/changelog -S Version)
package=.build-package/covisitd_${version}_$(dpkg --print-architecture).deb
pack config.yaml deploy/debian/changelog
lintian --allow-root --pedantic --display-info --fail-on error,warning,info,pedantic "$package"
sha256sum "$package"

case ${1:-} in
--check) bash deploy/debian/check.sh "$package" ;;
--reproduce)
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    git ls-files -z | xargs -0 cp --parents -t "$copy"
    cp Package.resolved "$copy"
    bash "$copy/deploy/package.sh"
    cmp "$package" "$copy/$package"
    echo "the same bytes, built at $PWD and at $copy"
    ;;
esac
