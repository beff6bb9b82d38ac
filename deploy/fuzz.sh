#!/usr/bin/env bash
# Fuzzes what reads bytes that others wrote, with libFuzzer and the address sanitizer.
#
#   deploy/fuzz.sh TARGET|all [--seconds N | --runs N] [--jobs J]
#   deploy/fuzz.sh TARGET|all --minimise
#
# TARGET: events (payloads and session lines), configuration, recordings, snapshots. --seconds (by
# default 60) and --runs are for each target. --jobs processes (by default 1, and 2 for events) share
# its corpus. Inputs that reach new code are kept in .build-fuzz/corpus; --minimise adds to
# Tests/Fuzzing/Corpora those of them that reach code which no input there does. One that crashes,
# leaks, hangs, or breaks an invariant is shown and kept in .build-fuzz/found; the exit code is 1.
set -euo pipefail
cd "$(dirname "$0")/.."
targets=(events configuration recordings snapshots)

usage() { sed -n '4,11s/^# \{0,1\}//p' "$0" && exit 64; }
limit=-max_total_time=60 runs= jobs=1 minimise=
case ${1:-} in
all) ;;
*) [[ " ${targets[*]} " = *" ${1:-none} "* ]] && targets=("$1") || usage ;;
esac
shift
while [ $# -gt 0 ]; do
    case $1 in
    --seconds) limit=-max_total_time=${2:?--seconds needs a number} && shift ;;
    --runs) runs=${2:?--runs needs a number} && shift ;;
    --jobs) jobs=${2:?--jobs needs a number} && shift ;;
    --minimise) minimise=1 ;;
    *) usage ;;
    esac
    shift
done

. deploy/prepare.sh
prepare build
# `--sanitize=fuzzer` makes SwiftPM leave `main` to libFuzzer and link with it. Of two `--sanitize`
# the compiler heeds the last only, so that the address sanitizer is asked for past SwiftPM: in
# Swift, in C and C++, and thereby in what is linked. The variable turns the libraries below
# Tests/Fuzzing into programs; the daemon takes it for one of its keys, so it is set only here.
for target in "${targets[@]}"; do
    COVISITD_FUZZ=1 swift build -c release --scratch-path .build-fuzz --product "Fuzz${target^}" \
        --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing \
        -Xcc -fsanitize=fuzzer-no-link,address 2>&1 |
        { grep -E 'error|Build of product' || true; }
done

# Everything takes milliseconds, but a machine with other work to do stops for seconds at times.
# An allocation may be as large as the window of a zstd frame, which is 128 MiB.
bounds=(-timeout=60 -report_slow_units=20 -rss_limit_mb=2048 -malloc_limit_mb=256)
# Swift's own report of a crash runs into the sanitizer's. Shorter stacks and a shorter memory of
# what was freed make all of it faster by a third.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=malloc_context_size=8:quarantine_size_mb=16

# fuzz TARGET JOB: one process, whose words go to a log.
fuzz() {
    # What simdjson does on processors without vector instructions is other code.
    if [ "$1" = events ] && (($2 % 2 == 0)); then
        export SIMDJSON_FORCE_IMPLEMENTATION=fallback
    fi
    local extra=() dictionary=Tests/Fuzzing/Dictionaries/$1.dict
    [ ! -f "$dictionary" ] || extra+=("-dict=$dictionary")
    ".build-fuzz/release/Fuzz${1^}" "${bounds[@]}" "${extra[@]}" "$limit" \
        -print_final_stats=1 -artifact_prefix=".build-fuzz/found/$1-" \
        ".build-fuzz/corpus/$1" "Tests/Fuzzing/Corpora/$1" >".build-fuzz/$1-$2.log" 2>&1
}

# minimise TARGET: by the code that is reached, not by how often.
minimise() {
    ".build-fuzz/release/Fuzz${1^}" "${bounds[@]}" \
        -set_cover_merge=1 -use_counters=0 -use_cmp=0 \
        "Tests/Fuzzing/Corpora/$1" ".build-fuzz/corpus/$1" 2>&1 | tail -n 1
}

# report TARGET LOG: a line of figures, or what went wrong.
report() {
    if grep -q '^stat::number_of_executed_units' "$2" && ! grep -qE '^(SUMMARY|broken)' "$2"; then
        awk -v target="$1" '
            /^stat::number_of_executed_units/ { runs = $2 }
            /^stat::average_exec_per_sec/ { rate = $2 }
            /^stat::slowest_unit_time_sec/ { slowest = $2 }
            /^stat::peak_rss_mb/ { rss = $2 }
            match($0, /cov: [0-9]+/) { cover = substr($0, RSTART + 5, RLENGTH - 5) }
            END {
                printf "%-14s %12d runs %9d/s  %6d edges  slowest %d s  RSS %d MiB\n",
                    target, runs, rate, cover, slowest, rss
            }' "$2"
    else
        tail -n 60 "$2" >&2
    fi
}

failed=0
for target in "${targets[@]}"; do
    mkdir -p ".build-fuzz/corpus/$target" .build-fuzz/found
    if [ -n "$minimise" ]; then minimise "$target" && continue; fi
    pids=() count=$jobs
    if [ "$target" = events ] && [ "$jobs" = 1 ]; then count=2; fi
    [ -z "$runs" ] || limit=-runs=$(((runs + count - 1) / count))
    for ((job = 1; job <= count; job++)); do
        fuzz "$target" "$job" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    for ((job = 1; job <= count; job++)); do report "$target" ".build-fuzz/$target-$job.log"; done
done
exit "$failed"
