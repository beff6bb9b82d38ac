#!/usr/bin/env bash
# check.sh PACKAGE, as root: installs, runs, upgrades, takes back, removes and purges the package in
# a Debian 12 of its own, under a systemd of its own, against a broker on 127.0.0.1; then runs it
# from the root of a container. Called by deploy/package.sh --check.
set -euo pipefail

# becomes_first_process ROOT: in namespaces of its own, with this root, it is systemd.
becomes_first_process() {
    cd "$1"
    mount --make-rprivate /
    mount --bind . .
    cd "$1"
    mount -t proc proc proc
    mount -t sysfs -o ro sysfs sys
    mount -t tmpfs tmpfs run
    mount -t tmpfs tmpfs sys/fs/cgroup
    mkdir sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
    mount -t tmpfs -o mode=755 tmpfs dev
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    ln -s ../proc/self/fd dev/fd
    cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev
    : >dev/console
    pivot_root . mnt
    umount -l mnt
    exec env -i container=other PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --unit=basic.target
}
if [ "$1" = --boot ]; then becomes_first_process "$2"; fi

. deploy/debian/build.sh
package=$(realpath "$1")
debian=.build-package/bookworm
root=$(mktemp -d)
boot='' broker=''
# unshare takes no SIGTERM; with it goes all that it has started.
trap '{ kill -KILL $boot $broker; wait; } 2>/dev/null; rm -rf --one-file-system "$root"' EXIT

inside() {
    nsenter --target "$first_process" --mount --pid --uts --ipc --root --wd \
        env -i PATH=/usr/sbin:/usr/bin HOME=/srv LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
quietly() { "$@" >"$root/srv/log" 2>&1 || { cat "$root/srv/log" >&2 && return 1; }; }

# says TEXT COMMAND...: its output has this text.
says() {
    local text=$1 found
    shift
    found=$("$@" 2>&1) || true
    grep -qF -- "$text" <<<"$found" || {
        printf '%s\nshould say: %s\nand says: %s\n' "$*" "$text" "$found" >&2
        return 1
    }
}

# becomes TEXT COMMAND...: says it within a minute.
becomes() {
    for _ in {1..60}; do says "$@" 2>/dev/null && return || sleep 1; done
    says "$@"
}

# Every path with its permissions, owner and target, but for what apt, dpkg, man and systemd's
# timers note down.
paths() {
    inside find / -xdev '(' -path /tmp -o -path /srv -o -path /var/cache -o -path /var/lib/dpkg \
        -o -path /var/lib/apt -o -path /var/log/apt -o -path /var/lib/systemd/timers ')' -prune \
        -o -printf '%p %M %U %l\n' | sort
}

install_package() {
    cp "$1" "$root/srv/"
    quietly inside apt-get install -y --no-install-recommends --allow-downgrades \
        -o Dpkg::Options::=--force-confold "/srv/${1##*/}"
}
processes() { inside systemctl show --value -p MainPID "${units[@]}"; }
# Whether each has said, since it was started, that it found its state.
all_restored() {
    [ "$(inside journalctl -q -o cat COVISITD_EVENT=state_restored \
        $(processes | sed -n 's/^[1-9]/_PID=&/p') | wc -l)" = ${#units[@]} ]
}
all_say() {
    local unit
    for unit in "${units[@]}"; do "$1" "$2" inside systemctl status -n 0 "$unit"; done
}

# ---- A Debian, and a broker with a shop's events.
if [ ! -e "$debian.complete" ]; then
    rm -rf "$debian"
    debootstrap --variant=minbase --include=systemd,man-db,ca-certificates,zsh,fish \
        bookworm "$debian" >/dev/null
    touch "$debian.complete"
fi
cp -a "$debian/." "$root"
cp /etc/resolv.conf "$root/etc/"
unshare --mount --pid --uts --ipc --fork --kill-child bash "$0" --boot "$root" &
boot=$!
until first_process=$(cat "/proc/$boot/task/$boot/children") && [ -n "$first_process" ]; do :; done
first_process=${first_process% }
until [[ $(inside systemctl is-system-running 2>&1) =~ running|degraded ]]; do sleep 1; done
trap 'inside journalctl -n 30 -o cat -u "covisitd*" >&2 || true' ERR

.build-package/release/covisitd demo --for 30m --speed 50 >"$root/srv/broker" 2>&1 &
broker=$!
becomes 'embedded broker at' cat "$root/srv/broker"
address=$(sed -n 's/embedded broker at \([^;]*\);.*/\1/p' "$root/srv/broker")

quietly inside apt-get update
quietly inside apt-get satisfy -y --no-install-recommends "$(dpkg-deb -f "$package" Depends)"
paths >"$root/srv/before"

# ---- An earlier package, with another configuration, which the operator then edits.
sed 's/^stop_timeout: .*/stop_timeout: 9s/' config.yaml >"$root/srv/earlier.yaml"
sed '1s/(\(.*\))/(\1~earlier)/' deploy/debian/changelog >"$root/srv/changelog"
pack "$root/srv/earlier.yaml" "$root/srv/changelog"
earlier=$(echo .build-package/covisitd_*~earlier_*.deb)
install_package "$earlier"
says disabled inside systemctl is-enabled covisitd
says inactive inside systemctl is-active covisitd
echo "installed: neither enabled nor started"

# This broker lets a member that has left go only when its session is over.
sed -i "s/^  bootstrap_servers: .*/  bootstrap_servers: $address/
    s/^  group_id: .*/  group_id: shop/; s/^  port: .*/  port: 0/
    s/^  properties: .*/  properties: {session.timeout.ms: 6000}/" "$root/etc/covisitd/config.yaml"
units=(covisitd)
if [ -e "$root/lib/systemd/system/covisitd@.service" ]; then
    units+=(covisitd@one)
    sed 's/group_id: shop/group_id: one/' "$root/etc/covisitd/config.yaml" \
        >"$root/etc/covisitd/one.yaml"
fi
quietly inside systemctl enable --now "${units[@]}"
all_say becomes 'consuming 1 partition'
has_snapshots() { find "$root/var/lib/private" -path "*$1/*.covisnap"; }
becomes .covisnap has_snapshots private/covisitd/state
[ ${#units[@]} = 1 ] || becomes .covisnap has_snapshots one/state
before=$(processes)
echo "started: $(inside systemctl show --value -p StatusText covisitd)"

# ---- Upgrade, and back.
install_package "$package"
[ "$(processes)" = "$before" ]
says no inside systemctl show --value -p NeedDaemonReload covisitd
says 'kafka.group_id = shop' inside covisitd check-config --config /etc/covisitd/config.yaml
says 'stop_timeout = 9s' inside covisitd check-config --config /etc/covisitd/config.yaml
cmp config.yaml "$root/etc/covisitd/config.yaml.dpkg-dist"
echo "upgraded: the daemon runs on, the edited configuration is kept, the new one lies beside it"
quietly inside systemctl restart "${units[@]}"
all_restored
install_package "$earlier"
quietly inside systemctl restart "${units[@]}"
all_restored
install_package "$package"
echo "restarted with the new one, and with the earlier one again: the state is restored"

# ---- What is installed works.
says "covisitd $(dpkg-deb -f "$package" Version), librdkafka" inside covisitd --version
says 'events played' inside setpriv --reuid=65534 --regid=65534 --clear-groups \
    covisitd demo --for 8s
inside sh -c 'systemd-analyze verify /lib/systemd/system/covisitd*.service'
quietly inside systemd-analyze security --offline=true --threshold=11 covisitd.service
for page in covisitd.8 covisitd.yaml.5; do
    says "${page%.*} —" inside man -P cat "${page%.*}"
    zcat "$root/usr/share/man/man${page##*.}/$page.gz" | mandoc -T lint -W warning
done
says check-config inside bash -c '. /usr/share/bash-completion/completions/covisitd
    COMP_WORDS=(covisitd chec) COMP_CWORD=1 COMP_LINE="covisitd chec" COMP_POINT=13
    _covisitd covisitd chec covisitd && echo "${COMPREPLY[@]}"'
says check-config inside fish -c 'complete -C "covisitd chec"'
inside zsh -n /usr/share/zsh/vendor-completions/_covisitd
echo "version, demo, unit and its sandbox, manual pages, completions: as they should be"

# ---- The root of a container: read-only, no shell, no privileges.
inside sh -s /srv/container <deploy/debian/container-root.sh
says 'events played' inside unshare --mount sh -euc '
    cd /srv/container && mount --bind . . && cd /srv/container
    mount -t proc proc proc && mount --bind /dev dev && mount -o remount,bind,ro .
    ! touch etc/written 2>/dev/null
    setpriv --no-new-privs chroot --userspec=65532:65532 . /usr/bin/covisitd demo --for 8s'
[ -z "$(find "$root/srv/container" -type f -perm /111 ! -name covisitd ! -name '*.so*')" ]
echo "container: runs as an ordinary user, read-only, and holds no other program"

# ---- Going.
touch "$root/etc/covisitd/secrets"
quietly inside apt-get remove -y covisitd
[ -z "$(inside sh -c 'grep -lx covisitd /proc/[0-9]*/comm')" ]
says .covisnap has_snapshots private/covisitd/state
says 'group_id: shop' cat "$root/etc/covisitd/config.yaml"
echo "removed: it is stopped; configuration and state are kept"
quietly inside apt-get purge -y covisitd
paths | diff "$root/srv/before" -
echo "purged: nothing is left"
