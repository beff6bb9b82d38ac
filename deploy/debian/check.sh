#!/usr/bin/env bash
# check.sh PACKAGE, as root: installs, runs, upgrades, removes and purges the package in a Debian of
# its own, and runs it from the root of a container. Called by deploy/package.sh --check.
set -euo pipefail
package=$(realpath "$1")

# Mounts and processes are gone with us, whatever happens.
if [ -z "${COVISITD_CHECK_ROOT:-}" ]; then
 minbase leaves the pages out.
COVISITD_CHECK_ROOT=$(mktemp -d)
 minbase leaves the pages out.
trap 'rm -rf "$COVISITD_CHECK_ROOT"' EXIT
 minbase leaves the pages out.
export COVISITD_CHECK_ROOT
 minbase leaves the pages out.
unshare --mount --pid --fork --kill-child bash "$0" "$@"
 minbase leaves the pages out.
exit
fi
. deploy/debian/build.sh

debian=.build-package/bookworm
root=$COVISITD_CHECK_ROOT

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ \
 minbase leaves the pages out.
DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
quietly() { "$@" >"$root/tmp/log" 2>&1 || { cat "$root/tmp/log" && return 1; }; }

# says TEXT COMMAND...: it prints this text.
says() {
 minbase leaves the pages out.
local text=$1 found
 minbase leaves the pages out.
shift
 minbase leaves the pages out.
found=$("$@" 2>&1) && grep -qF -- "$text" <<<"$found" || {
 minbase leaves the pages out.
    printf 'failed: %s\n%s\nexpected: %s\n' "$*" "$found" "$text" >&2
 minbase leaves the pages out.
    exit 1
 minbase leaves the pages out.
}
}

# Every path, with its kind, permissions, owner and target; but for what apt, dpkg and man note down.
paths() {
 minbase leaves the pages out.
inside find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var/lib/dpkg \
 minbase leaves the pages out.
    -o -path /var/lib/apt -o -path /var/cache -o -path /var/log/apt \) -prune \
 minbase leaves the pages out.
    -o -printf '%p %M %U %l\n' | sort
}

install_package() {
 minbase leaves the pages out.
cp "$1" "$root/tmp/"
 minbase leaves the pages out.
quietly inside apt-get install -y -q --no-install-recommends --allow-downgrades \
 minbase leaves the pages out.
    -o Dpkg::Options::=--force-confold "/tmp/${1##*/}"
}

if [ ! -e "$debian/.complete" ]; then
 minbase leaves the pages out.
rm -rf "$debian"
 minbase leaves the pages out.
debootstrap --variant=minbase --include=systemd,man-db,ca-certificates,zsh,fish \
 minbase leaves the pages out.
    bookworm "$debian" >/dev/null
 minbase leaves the pages out.
# minbase leaves the pages out.
 minbase leaves the pages out.
rm -f "$debian"/etc/dpkg/dpkg.cfg.d/*docker* && touch "$debian/.complete"
fi
cp -a "$debian/." "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp /etc/resolv.conf "$root/etc/"
quietly inside apt-get update
quietly inside apt-get satisfy -y -q --no-install-recommends "$(dpkg-deb -f "$package" Depends)"
paths >"$root/tmp/before"

# ---- An earlier package, with another configuration, which the operator then edits.
sed 's/^stop_timeout: .*/stop_timeout: 9s/' config.yaml >"$root/tmp/earlier.yaml"
sed '1s/(\(.*\))/(\1~earlier)/' deploy/debian/changelog >"$root/tmp/changelog"
pack "$root/tmp/earlier.yaml" "$root/tmp/changelog"
install_package .build-package/covisitd_*~earlier_*.deb
says disabled inside sh -c 'systemctl is-enabled covisitd || true'
! grep -nE '(start|enable)' "$root"/var/lib/dpkg/info/covisitd.postinst | grep -vE '^\S+\s*#'
echo "installed: neither enabled nor started"
sed -i 's/^  group_id: covisitd$/  group_id: shop/' "$root/etc/covisitd/config.yaml"

# ---- The upgrade.
install_package "$package"
says 'kafka.group_id = shop' inside covisitd check-config --config /etc/covisitd/config.yaml
says 'stop_timeout = 9s' inside covisitd check-config --config /etc/covisitd/config.yaml
cmp config.yaml "$root/etc/covisitd/config.yaml.dpkg-dist"
echo "upgraded: the edited configuration is kept, the new one lies beside it"

# ---- What is installed works.
version=$(dpkg-deb -f "$package" Version)
says "covisitd $version, librdkafka" inside covisitd --version
says 'events played' inside setpriv --reuid=65534 --regid=65534 --clear-groups \
 minbase leaves the pages out.
covisitd demo --for 8s
inside systemd-analyze verify /lib/systemd/system/covisitd*.service
quietly inside systemd-analyze security --offline=true --threshold=11 covisitd.service
for page in covisitd.8 covisitd.yaml.5; do
 minbase leaves the pages out.
says "${page%.*}" inside man -P cat "$page"
 minbase leaves the pages out.
zcat "$root/usr/share/man/man${page##*.}/$page.gz" | mandoc -T lint -W warning
done
says check-config inside bash -c '. /usr/share/bash-completion/completions/covisitd
 minbase leaves the pages out.
COMP_WORDS=(covisitd chec) COMP_CWORD=1 COMP_LINE="covisitd chec" COMP_POINT=13
 minbase leaves the pages out.
_covisitd covisitd chec covisitd && echo "${COMPREPLY[@]}"'
says check-config inside fish -c 'complete -C "covisitd chec"'
inside zsh -n /usr/share/zsh/vendor-completions/_covisitd
echo "version, check-config, demo, unit, manual pages, completions: as they should be"

# ---- The root of a container: read-only, no shell, no privileges.
inside sh -s /container <deploy/debian/container-root.sh
mount --bind "$root/container" "$root/container"
mount -t proc proc "$root/container/proc"
mount --bind /dev "$root/container/dev"
mount -o remount,bind,ro "$root/container"
says 'events played' setpriv --bounding-set=-all --no-new-privs \
 minbase leaves the pages out.
chroot --userspec=65532:65532 "$root/container" /usr/bin/covisitd demo --for 8s
[ -z "$(find "$root/container" -xdev -path '*/bin/*' ! -name covisitd)" ]
umount -R "$root/container" && rm -r "$root/container"
echo "container: runs read-only, without a shell, as an ordinary user"

# ---- Going, with what systemd has made for DynamicUser=.
for kind in lib cache log; do
 minbase leaves the pages out.
install -d -m 700 "$root/var/$kind/private" "$root/var/$kind/private/covisitd/state"
 minbase leaves the pages out.
ln -s private/covisitd "$root/var/$kind/covisitd"
done
touch "$root/etc/covisitd/secrets"
quietly inside apt-get remove -y -q covisitd
[ ! -e "$root/usr/bin/covisitd" ] && [ -d "$root/var/lib/covisitd/state" ]
grep -q 'group_id: shop' "$root/etc/covisitd/config.yaml"
echo "removed: configuration and state are kept"
quietly inside apt-get purge -y -q covisitd
paths | diff "$root/tmp/before" -
echo "purged: nothing is left"
