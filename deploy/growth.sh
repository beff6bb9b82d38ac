#!/usr/bin/env bash
# Counting by the number of items, with the same pairs an event: how much slower more memory makes
# it, beside what a random cache line costs in as much memory, and what a second worker brings.
#
#   deploy/growth.sh [--events 5000000] [--items "100000 1000000 10000000"] [--runs 3]
#
# An event touches some lines for its item's number and its session, and two for each weight that it
# changes (the head of the row, and the slot): that many lines, at what a line costs more than in
# the smallest state, is what cache misses account for.
set -euo pipefail
cd "$(dirname "$0")/.."
events=5000000 items="100000 1000000 10000000" runs=3
while [ $# -gt 0 ]; do
    case $1 in
    --events) events=${2:?} && shift ;;
    --items) items=${2:?} && shift ;;
    --runs) runs=${2:?} && shift ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" && exit 64 ;;
    esac
    shift
done

. deploy/prepare.sh
. deploy/measure.sh
prepare build
swift build -c release --product covisitd 2>&1 | { grep -E 'error|Build of product' || true; }
daemon=.build/release/covisitd
work=.build-bench
mkdir -p "$work"
cc -O2 Tests/Benchmarks/peers/RandomLines.c -o "$work/random-lines"

# rate COUNT WORKERS: the median of the runs, events a second.
rate() {
    local run rates=
    for ((run = 0; run < runs; run++)); do
        "$daemon" replay --input "$work/growth-$1.jsonl" --workers "$2" --no-lists \
            --report "$work/report.json" 2>/dev/null
        rates+="$(field events_per_second)"$'\n'
    done
    printf %s "$rates" | median
}

echo "   items   MiB  weights an event   1 worker  2 workers  ratio   us an event   by lines"
first_us='' first_line=''
for count in $items; do
    "$daemon" generate --shape plain --events "$events" --items "$count" \
        --output "$work/growth-$count.jsonl" 2>/dev/null
    two=$(rate "$count" 2)
    one=$(rate "$count" 1)
    mib=$(($(field peak_rss_bytes) >> 20))
    updates=$(field pair_updates)
    line=$("$work/random-lines" "$mib" | sed -n 's/.*MiB *\([0-9.]*\) ns.*/\1/p')
    us=$(awk -v r="$one" 'BEGIN { printf "%.3f", 1e6 / r }')
    first_us=${first_us:-$us} first_line=${first_line:-$line}
    awk -v c="$count" -v m="$mib" -v u="$updates" -v e="$events" -v a="$one" -v b="$two" \
        -v us="$us" -v f="$first_us" -v l="$line" -v fl="$first_line" 'BEGIN {
            lines = 8 + 2 * u / e
            printf "%8d %5d %17.1f %10d %10d   %.2f   %.2f (+%.2f)   +%.2f (%.0f lines, %.1f ns)\n",
                c, m, u / e, a, b, b / a, us, us - f, lines * (l - fl) / 1000, lines, l }'
    rm "$work/growth-$count.jsonl"
done
