#!/usr/bin/env bash
# What HTTP clients can do to the stream: a broker, `covisitd generate` at a steady rate and the
# daemon as in deploy/latency.sh, with each kind of bad client of Tests/Benchmarks/peers/Abuse.c,
# with all of them, and left alone before and after each, everything on this machine.
#
#   deploy/abuse.sh [--rate 20000] [--seconds 20] [--items 500000] [--broker mock|noida-db]
#                   [--kinds "slow crowd ..."]
#
# Prints the percentiles of the time from an event to its list, and what /status counted. Fails
# where the 99th is more than twice what it is when the daemon is left alone, before or after.
set -euo pipefail
cd "$(dirname "$0")/.."
rate=20000 seconds=20 items=500000 broker=mock
kinds="slow crowd body host path deaf questions"
while [ $# -gt 0 ]; do
    case $1 in
    --rate) rate=${2:?} && shift ;;
    --seconds) seconds=${2:?} && shift ;;
    --items) items=${2:?} && shift ;;
    --broker) broker=${2:?} && shift ;;
    --kinds) kinds=${2:?} && shift ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare test
begin_work
start_daemon
cc -O2 Tests/Benchmarks/peers/Abuse.c -pthread -o .build-bench/abuse

# Between all of them it is left alone: what grows with the state, a snapshot, or this machine's
# own turns are nobody's doing.
attacks=()
for kind in $kinds; do attacks+=("$kind"); done
attacks+=("$kinds")
start_load $(((seconds + 2) * (2 * ${#attacks[@]} + 1) + 6))

# One phase: its kinds of clients, none for a quiet one; sets `p99`.
measure() {
    local abuser=
    if [ $# -gt 0 ]; then
        # They would be on other machines: here they may have what nobody else needs.
        nice -n 19 .build-bench/abuse "$port" "$((seconds + 2))" "$@" >"$work/abuse.log" &
        abuser=$!
        pids+=("$abuser")
        # Behind the first rush.
        sleep 1
    fi
    .build-bench/latency "$address" recommendations "$seconds" >"$work/latency.log"
    printf '%-46s %s\n' "${*:-left alone}" "$(head -n 1 "$work/latency.log")"
    [ -z "$abuser" ] || { wait "$abuser" && cat "$work/abuse.log"; }
    p99=$(head -n 1 "$work/latency.log" | grep -oE 'p99 +[0-9]+' | grep -oE '[0-9]+$')
}

failed=0
measure && before=$p99
for attack in "${attacks[@]}"; do
    # shellcheck disable=SC2086
    measure $attack
    under=$p99
    measure && quiet=$((p99 > before ? p99 : before))
    before=$p99
    if [ "$under" -gt $((2 * quiet)) ]; then
        echo "    that was more than twice the $quiet ms of when it was left alone"
        failed=1
    fi
done
echo "what /status says of it:"
curl -sS "http://127.0.0.1:$port/status" | sed -n '/"http" : {/,/^  }/p'
[ "$failed" = 0 ] || exit 1
echo "the 99th percentile stayed within twice the quiet one before or after"
