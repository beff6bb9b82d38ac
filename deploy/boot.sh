#!/usr/bin/env bash
# Boots a Debian 12 with systemd in a container, and has it start, reload, hang, kill and stop the
# real units, under all of their restrictions, with a real broker beside them. Needs root.
#
#   deploy/boot.sh [BINARY]     .build/release/covisitd by default, which is built first
#
# Each line is something that was seen; the first that was not ends it with its evidence.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
[ "$(id -u)" = 0 ] || { echo "boot.sh has to be root: it makes namespaces" >&2 && exit 77; }
prepare boot
binary=${1:-}
if [ -z "$binary" ]; then
    swift build -c release --product covisitd
    binary=.build/release/covisitd
fi

# A Debian that has what a package of covisitd would depend on. Made once; what the container
# writes goes to a layer above it, which ends with it.
tree=$PWD/.build-boot/tree
if [ ! -e "$tree.complete" ]; then
    rm -rf "$tree" && mkdir -p "$tree"
    echo "making a Debian in $tree ..."
    debootstrap --variant=minbase --include=systemd,dbus,kcat,libsimdjson14,libxxhash0,curl \
        bookworm "$tree" >"$tree.log" 2>&1 || { tail "$tree.log" >&2 && exit 69; }
    touch "$tree.complete"
fi

work=$(mktemp -d)
container=
end() {
    local status=$?
    # Quietly: bash would tell that it was killed.
    [ -z "$container" ] || { kill -KILL "$container" && wait "$container"; } 2>/dev/null || true
    rm -rf "$work"
    exit $status
}
trap end EXIT
trap 'echo "line $LINENO failed" >&2' ERR

# --- The container -------------------------------------------------------------------------------

swift_libraries=$(ldd "$binary" | awk '/libswiftCore.so/ { print $3 }')
broker=$(find "$broker_home/lib" -path '*noida_db/noida-db' -type f | head -n 1)
chmod +x "$broker"
binds=(--bind-ro="$(realpath "$binary"):/usr/bin/covisitd"
    --bind-ro="$(realpath "$broker"):/usr/local/bin/noida-db")
for unit in deploy/systemd/*.service; do
    binds+=(--bind-ro="$PWD/$unit:/etc/systemd/system/${unit##*/}")
done
# A binary that is not linked with Swift's runtime finds it here.
[ -z "$swift_libraries" ] || binds+=(--bind-ro="${swift_libraries%/*}:/usr/local/lib/swift")

# A unified cgroup hierarchy, which this machine need not have, and processes that end with it.
unshare --mount --pid --mount-proc --fork --kill-child bash -c '
    mount --make-rprivate /
    umount -R /sys/fs/cgroup 2>/dev/null || true
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    mount -t tmpfs tmpfs /run
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
    exec systemd-nspawn --register=no --keep-unit --boot --volatile=overlay --private-network \
        --console=pipe "$@"
' boot --directory="$tree" "${binds[@]}" </dev/null >"$work/console" 2>&1 &
container=$!

inside() { nsenter -t "$leader" --mount --uts --ipc --net --pid --cgroup -- "$@"; }
# Whether a command succeeds within a minute.
eventually() {
    local deadline=$((SECONDS + 60))
    until "$@"; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.2
    done
}
fails() { ! "$@"; }
seen() {
    local what=$1
    shift
    if "$@" >"$work/evidence" 2>&1; then
        echo "seen: $what"
    else
        echo "NOT seen: $what"
        tail -n 20 "$work/evidence" "$work/console"
        [ -z "${leader:-}" ] || inside journalctl --no-pager -n 60
        exit 1
    fi
}

is_booted() {
    local nspawn
    nspawn=$(pgrep -P "$container") && leader=$(pgrep -P "$nspawn" | head -n 1) &&
        [ -n "$leader" ] && inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'
}
seen "systemd boots" eventually is_booted
inside sh -c 'echo /usr/local/lib/swift/linux >/etc/ld.so.conf.d/swift.conf
    echo /usr/local/lib/swift >>/etc/ld.so.conf.d/swift.conf; ldconfig'
echo "      $(inside systemctl --version | head -n 1)"

# --- What is looked at ---------------------------------------------------------------------------

property() { inside systemctl show --value -p "$1" "${2:-covisitd}"; }
is() { [ "$(property "$1" "${3:-covisitd}")" = "$2" ]; }
matches() { property "$1" "${3:-covisitd}" | grep -E "$2"; }
logged() { inside journalctl -q --no-pager -u "${2:-covisitd}" -o json COVISITD_EVENT="$1" | grep -q .; }
counts() { inside curl -s http://127.0.0.1:8787/status | grep -E "\"$1\" : $2,"; }
configure() { inside sh -c "mkdir -p /etc/covisitd && cat >/etc/covisitd/$1.yaml"; }
drop_in() {
    inside sh -c 'mkdir -p /etc/systemd/system/covisitd.service.d &&
        cat >"/etc/systemd/system/covisitd.service.d/$1.conf"' - "$1"
    inside systemctl daemon-reload
}
produce() {
    local index
    for index in $(seq "$1"); do
        printf '%s\t{"session":%s,"aid":%s,"ts":%s000,"type":"clicks"}\n' \
            $((index % 50)) $((index % 50)) $((index % 97)) $(($(date +%s) - 1000 + index))
    done | inside kcat -P -b 127.0.0.1:9092 -t events -K '\t'
}
settings() {
    cat <<END
kafka:
  bootstrap_servers: 127.0.0.1:9092
  group_instance_id: main
  properties:
    receive.message.max.bytes: 2000000000
sessions: {max: 10000}
items: {max: 10000}
snapshots: {interval: ${1:-1h}, memory_bytes: 16MiB}
log: {level: ${2:-info}}
END
}

inside systemd-run -q --unit=broker /usr/local/bin/noida-db start --data-dir /var/tmp/broker \
    --only kafka --kafka-port 9092
has_broker() { inside kcat -L -b 127.0.0.1:9092 >/dev/null 2>&1; }
seen "a broker beside it" eventually has_broker
produce 500

seen "the units are understood" inside systemd-analyze verify --man=no covisitd.service \
    covisitd@one.service
for unit in covisitd.service covisitd@one.service; do
    seen "$unit is safe: $(inside systemd-analyze security "$unit" --no-pager | tail -n 1)" \
        inside systemd-analyze security --threshold=11 "$unit"
done

# --- Start ---------------------------------------------------------------------------------------

settings | configure config
seen "it starts, and systemctl returns when it consumes" inside systemctl start covisitd
seen "a line for systemctl status" eventually matches StatusText 'consuming 1 partition.* events/s'
seen "events become lists" eventually counts events 500
echo "      $(property StatusText)"
pid=$(property MainPID)
confined() {
    inside grep -E '^(NoNewPrivs|Seccomp):|^Cap(Eff|Bnd)' "/proc/$pid/status" | tee "$work/caps"
    [ "$(inside stat -c %U "/proc/$pid")" != root ] &&
        grep -q 'NoNewPrivs:.*1' "$work/caps" && grep -q 'Seccomp:.*2' "$work/caps" &&
        [ "$(grep -c 0000000000000000 "$work/caps")" = 2 ]
}
seen "it is nobody, filtered, and without capabilities" confined
seen "fields in the journal" logged daemon_started
seen "its state is its own" inside sh -c '[ "$(stat -c %a /var/lib/private/covisitd)" = 700 ]'

# --- Reload --------------------------------------------------------------------------------------

settings 1s debug | configure config
seen "it reloads" inside systemctl reload covisitd
seen "what has changed is logged" eventually logged configuration_reloaded
has_snapshots() { inside sh -c 'ls /var/lib/private/covisitd/state/*.covisnap'; }
seen "snapshots come every second" eventually has_snapshots
echo "log: {level: lots}" | configure config
seen "a wrong file does not reload" fails inside systemctl reload covisitd
inside systemctl kill -s HUP covisitd
seen "a wrong file is refused by the daemon, too" eventually logged configuration_refused
seen "it goes on as it was" is MainPID "$pid"
seen "it is active, not reloading" eventually is ActiveState active

# --- Kill and hang -------------------------------------------------------------------------------

settings 1s | configure config
inside systemctl kill -s KILL covisitd
is_back() { [ "$(property NRestarts)" = "$1" ] && is ActiveState active; }
seen "killed, it is back" eventually is_back 1
seen "its state is back" eventually counts state_events 500
seen "nothing is counted twice" eventually counts events 0
produce 100
seen "it goes on" eventually counts state_events 600

printf '[Service]\nWatchdogSec=3\nTimeoutAbortSec=1\n' | drop_in watchdog
seen "it restarts when asked" inside systemctl restart covisitd
inside systemctl kill -s STOP covisitd
timed_out() { inside journalctl -q --no-pager -u covisitd | grep -q 'Watchdog timeout'; }
seen "a hang is seen by the watchdog" eventually timed_out
seen "hung, it is back" eventually is_back 1

# --- Credentials ---------------------------------------------------------------------------------

canary=canary-$RANDOM$RANDOM
inside sh -c "umask 077; mkdir -p /etc/covisitd/credentials; cd /etc/covisitd/credentials
    echo $canary >kafka.sasl.password; echo 8786 >http.port"
for name in kafka.sasl.password http.port; do
    printf '[Service]\nLoadCredential=%s:/etc/covisitd/credentials/%s\n' $name $name | drop_in $name
done
seen "it restarts with credentials" inside systemctl restart covisitd
seen "they are used" inside curl -sf http://127.0.0.1:8786/status
seen "it reloads with credentials" inside systemctl reload covisitd
pid=$(property MainPID)
shows_canary() {
    inside journalctl --no-pager -o export | grep -a "$canary" ||
        inside grep -a "$canary" "/proc/$pid/environ" "/proc/$pid/cmdline" ||
        inside curl -s http://127.0.0.1:8786/status | grep "$canary"
}
seen "the secret is found nowhere" fails shows_canary

# --- Instances -----------------------------------------------------------------------------------

{ settings | sed 's/^kafka:/&\n  group_id: other/' && echo "http: {port: 8788}"; } | configure one
seen "an instance starts beside it" inside systemctl start covisitd@one
counts_500() { inside curl -s http://127.0.0.1:8788/status | grep -q '"events" : 600,'; }
seen "it counts for itself" eventually counts_500
inside cat "/proc/$(property MainPID covisitd@one)/environ" | tr '\0' '\n' >"$work/environment"
seen "it is a member of its own" grep -qE 'GROUP_INSTANCE_ID=.+-one$' "$work/environment"
seen "an instance stops" inside systemctl stop covisitd@one
seen "its state stays" inside sh -c 'ls /var/lib/private/covisitd-one/state/*.covisnap'

# --- Stop ----------------------------------------------------------------------------------------

seen "it stops" inside systemctl stop covisitd
seen "in good order" is Result success
seen "and says so" logged daemon_stopped
seen "no call was denied to it" fails inside sh -c \
    'journalctl -q --no-pager -u covisitd -u covisitd@one | grep -E "not permitted|errno=1\b"'
echo "workers: many" | configure config
seen "a wrong file does not start" fails inside systemctl start covisitd
is_over() { is ActiveState failed && is NRestarts 0; }
seen "it is not tried again" is_over
echo "all was seen"
