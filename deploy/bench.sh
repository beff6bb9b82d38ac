#!/usr/bin/env bash
# Measures the daemon: a replay of 2 million generated events, the hot path stage by stage, lists of
# full sessions, bytes by popularity, and how good bounded rows are. Takes some minutes; --quick takes
# less than one after the build.
#
#   deploy/bench.sh [--quick] [--data DIR]
#
# --data DIR, or COVISITD_DATA=DIR: where retailrocket/ and completejourney_dev/ lie; without it,
# rows are measured on the recording that comes with the daemon. BENCH_BUILD names another scratch
# path than .build.
set -euo pipefail
cd "$(dirname "$0")/.."

events=2000000 items=500000 hot_events=500000 runs=3
data=${COVISITD_DATA:-}
unset COVISITD_DATA # the daemon takes every such variable for one of its keys
while [ $# -gt 0 ]; do
    case $1 in
    --quick) events=100000 items=50000 hot_events=100000 runs=1 ;;
    --data) data=${2:?--data needs a directory} && shift ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare build
build=${BENCH_BUILD:-.build}
for product in covisitd covisit-bench; do
    swift build -c release --scratch-path "$build" --product "$product" 2>&1 |
        { grep -E 'error|Build of product' || true; }
done
daemon=$build/release/covisitd
work=.build-bench
mkdir -p "$work"

feed=$work/events-$events-$items-1.jsonl
"$daemon" generate --shape plain --events "$events" --items "$items" --seed 1 --output "$feed"

failed=0 expected=
# replay NAME WORKERS OPTION…: a line of the table, with the median of the rates.
replay() {
    local name=$1 workers=$2 rates='' rss=0 digests='' run
    shift 2
    for ((run = 0; run < runs; run++)); do
        "$daemon" replay --config config.yaml --input "$feed" --workers "$workers" \
            --report "$work/report.json" "$@" 2>"$work/replay.log" ||
            { cat "$work/replay.log" >&2 && exit 1; }
        rates+="$(field events_per_second)"$'\n'
        [ "$(field peak_rss_bytes)" -gt "$rss" ] && rss=$(field peak_rss_bytes)
        digests+="$(field digest)"$'\n'
    done
    digests=$(printf %s "$digests" | sort -u | paste -sd ' ')
    expected=${expected:-$digests}
    [ "$digests" = "$expected" ] || failed=1
    printf '%-26s %7d %10.0f %9d %10d %10d  %s\n' "$name" "$workers" \
        "$(printf %s "$rates" | median)" "$((rss >> 20))" \
        "$(field published)" "$(field related_items)" "$digests"
}

echo
echo "replay of $events events, $items items, $(nproc) cores: medians of $runs, highest peak RSS"
printf '%-26s %7s %10s %9s %10s %10s  %s\n' '' workers events/s 'RSS MiB' lists related digest
for workers in 1 2; do
    replay 'counting (--no-lists)' "$workers" --no-lists
    replay 'lists' "$workers"
done
if [ "$runs" -gt 1 ]; then
    # Replay outruns event time, so that every touched item is due after every batch: once will do.
    runs=1
    replay 'lists and related items' 2 --related /dev/null
fi
if [ "$failed" = 1 ]; then echo 'the digests differ' >&2; fi

echo
echo "the hot path: $hot_events events in one thread, batches of 4096"
"$build/release/covisit-bench" hot --events "$hot_events" --items "$items" || failed=1
echo
echo 'the lists of a session of 30 events over rows of 64'
"$build/release/covisit-bench" lists --sessions "$((hot_events / 25))" || failed=1
echo
echo 'bytes by popularity and by length'
"$build/release/covisit-bench" memory --events "$events" --items "$((events / 10))" || failed=1
echo
echo 'bounded rows: share of the exact top 20'
"$build/release/covisit-bench" rows ${data:+--data "$data"} || failed=1
exit "$failed"
