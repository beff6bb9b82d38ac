#!/usr/bin/env bash
# How fast the daemon reads a topic, beside `kcat -C` on the same topic in the same run: a real
# broker on 127.0.0.1, a million generated events (or as many as the first argument says) in one
# partition. Prints events a second of both. Under two minutes after the build.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test
events=${1:-1000000}
swift build -c release --product covisitd
daemon=.build/release/covisitd

work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap finish EXIT

# The wheel's own program: the script in bin does not pass signals on.
program=$(find "$broker_home/lib" -path '*noida_db/noida-db' -type f | head -n 1)
chmod +x "$program"
"$program" start --data-dir "$work/broker" --only kafka --kafka-port 0 >"$work/broker.log" 2>&1 &
pids+=($!)
until address=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/broker.log" | head -n 1) && [ -n "$address" ]; do
    sleep 0.1
done

"$daemon" generate --shape plain --events "$events" --output - |
    sed -E 's/^\{"session":([0-9]+)/\1\t&/' |
    kcat -P -b "$address" -t events -K $'\t'
for topic in recommendations related-items events-dead-letter; do
    echo "" | kcat -P -b "$address" -t "$topic" -K : # created by the broker on demand
done

now() { date +%s.%N; }
rate() { awk -v n="$events" -v a="$1" -v b="$2" 'BEGIN { printf "%d", n / (b - a) }'; }

begin=$(now)
count=$(kcat -C -b "$address" -t events -e -q -X receive.message.max.bytes=2000000000 | wc -l)
kcat_rate=$(rate "$begin" "$(now)")
[ "$count" = "$events" ] || { echo "kcat read $count of $events events" >&2 && exit 1; }

# measure OPTION…: sets `result`; a daemon of a group of its own reads the topic from its beginning.
measure() {
    "$daemon" run --set kafka.bootstrap_servers="$address" --set http.port=0 --set log.format=json \
        --set kafka.group_id="throughput-$#" --set stop_timeout=60s \
        --set kafka.properties.receive.message.max.bytes=2000000000 "$@" 2>"$work/daemon.log" &
    local pid=$! port begin first
    pids+=("$pid")
    until port=$(sed -n 's/.*"serving HTTP".*"port":\([0-9]*\).*/\1/p' "$work/daemon.log") &&
        [ -n "$port" ]; do sleep 0.1; done
    until [ "$(taken "$port")" -gt 0 ] 2>/dev/null; do sleep 0.02; done
    begin=$(now) first=$(taken "$port")
    until [ "$(taken "$port")" = "$events" ]; do sleep 0.05; done
    result=$(awk -v n="$((events - first))" -v a="$begin" -v b="$(now)" \
        'BEGIN { printf "%d", n / (b - a) }')
    kill -TERM "$pid"
    wait "$pid"
}
taken() { curl -s "http://127.0.0.1:$1/status" | sed -n 's/^ *"events" : \([0-9]*\),*/\1/p'; }

echo "kcat -C, doing nothing with them: $kcat_rate events/s"
measure --set output.related_items_enabled=false
echo "covisitd, counting, ranking and publishing lists: $result events/s"
measure
echo "covisitd, publishing related items too: $result events/s"
echo "(the generated feed holds a week: every item's turn comes with every batch)"
