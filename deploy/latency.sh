#!/usr/bin/env bash
# From an event in the input topic to its session's list in the output topic, everything on this
# machine: a broker, `covisitd generate` at a steady rate, the daemon with its defaults (lists,
# related items, a snapshot a minute), and a C program that reads the lists and holds them against
# their events' times.
#
#   deploy/latency.sh [--rate 20000] [--seconds 300] [--items 500000] [--broker mock|noida-db]
#                     [--partitions 1] [--set KEY=VALUE]...
#
# The broker is librdkafka's mock cluster in a process of its own, whose fetches wait as Kafka's do,
# or noida-db, which answers an empty fetch at once, so that every waiting client keeps a core busy,
# and it one more. The mock keeps 5 MiB of a partition: at high rates lists need more than one, or
# are gone before they are read, and each costs a request a batch (26 ms instead of 9 at the median
# with eight). Prints percentiles and a histogram, the daemon's CPU time, its memory, and how many
# snapshots it wrote meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
rate=20000 seconds=300 items=500000 broker=mock partitions=1 settings=()
while [ $# -gt 0 ]; do
    case $1 in
    --rate) rate=${2:?} && shift ;;
    --seconds) seconds=${2:?} && shift ;;
    --items) items=${2:?} && shift ;;
    --set) settings+=(--set "${2:?}") && shift ;;
    --broker) broker=${2:?} && shift ;;
    --partitions) partitions=${2:?} && shift ;;
    *) sed -n '2,16s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare test
begin_work
start_daemon "${settings[@]}"
start_load $((seconds + 6))
.build-bench/latency "$address" recommendations "$seconds"
wait "$load" || { cat "$work/generate.log" >&2 && exit 1; }
cat "$work/generate.log"
awk -v ticks="$(getconf CLK_TCK)" -v s="$((seconds + 6))" \
    '{ printf "daemon: %.1f s of CPU, %.2f of a core\n", ($14 + $15) / ticks, ($14 + $15) / ticks / s }' \
    "/proc/$pid/stat"
grep VmHWM "/proc/$pid/status"
echo "snapshots written: $(grep -c '"snapshot written"' "$work/daemon.log" || true)"
