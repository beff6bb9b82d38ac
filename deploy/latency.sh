#!/usr/bin/env bash
# From an event in the input topic to its session's list in the output topic, everything on this
# machine: a broker, `covisitd generate` at a steady rate, the daemon with its defaults (lists,
# related items, a snapshot a minute), and a C program that reads the lists and holds them against
# their events' times.
#
#   deploy/latency.sh [--rate 20000] [--seconds 300] [--items 500000] [--broker mock|noida-db]
#
# The broker is librdkafka's mock cluster in a process of its own, whose fetches wait as Kafka's do,
# or noida-db, which answers an empty fetch at once, so that every waiting client keeps a core busy,
# and it one more. Prints percentiles and a histogram, the daemon's CPU time, its memory, and how
# many snapshots it wrote meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
rate=20000 seconds=300 items=500000 broker=mock
while [ $# -gt 0 ]; do
    case $1 in
    --rate) rate=${2:?} && shift ;;
    --seconds) seconds=${2:?} && shift ;;
    --items) items=${2:?} && shift ;;
    --broker) broker=${2:?} && shift ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare test
swift build -c release --product covisitd
daemon=.build/release/covisitd
mkdir -p .build-bench
cc -O2 Tests/Benchmarks/peers/Latency.c -lrdkafka -o .build-bench/latency
cc -O2 Tests/Benchmarks/peers/MockBroker.c -lrdkafka -o .build-bench/mock-broker

begin_work
topics=(events recommendations related-items events-dead-letter)
if [ "$broker" = noida-db ]; then
    start_broker
    create_topics "${topics[@]}"
else
    .build-bench/mock-broker "${topics[@]}" >"$work/address" &
    pids+=($!)
    until address=$(cat "$work/address") && [ -n "$address" ]; do sleep 0.1; done
fi
# The mock does not wake a fetch that waits: let it wait for two milliseconds.
"$daemon" run --set kafka.bootstrap_servers="$address" --set http.port=0 --set log.format=json \
    --set kafka.properties.fetch.wait.max.ms=2 --set snapshots.directory="$work/state" \
    --set recovery.offset_past_end=continue 2>"$work/daemon.log" &
pid=$!
pids+=("$pid")
until port=$(sed -n 's/.*"serving HTTP".*"port":\([0-9]*\).*/\1/p' "$work/daemon.log") &&
    curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do sleep 0.1; done
"$daemon" generate --kafka events --rate "$rate" --for "$((seconds + 6))s" --items "$items" \
    --set kafka.properties.linger.ms=0 --set kafka.bootstrap_servers="$address" \
    >"$work/generate.log" 2>&1 &
load=$!
pids+=("$load")
# Behind the first connections and the rush of sessions that begin together.
sleep 3
.build-bench/latency "$address" recommendations "$seconds"
wait "$load" || { cat "$work/generate.log" >&2 && exit 1; }
cat "$work/generate.log"
awk -v ticks="$(getconf CLK_TCK)" -v s="$((seconds + 6))" \
    '{ printf "daemon: %.1f s of CPU, %.2f of a core\n", ($14 + $15) / ticks, ($14 + $15) / ticks / s }' \
    "/proc/$pid/stat"
grep VmHWM "/proc/$pid/status"
echo "snapshots written: $(grep -c '"snapshot written"' "$work/daemon.log" || true)"
