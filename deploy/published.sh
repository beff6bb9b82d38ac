#!/usr/bin/env bash
# The published figures that backtests must reproduce, each beside what this build computes:
# COVISITD_DATA=DIR names the data sets (rees46_2019oct01, jd_appliances, jdata_2018, retailrocket,
# serenade_example, completejourney_dev, and score_otto.py, an independent scorer). Fails where a
# figure is out of its bounds; a set that is not there is skipped, by a line. One minute, and the
# build.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${COVISITD_DATA:?names the directory of the data sets}
unset COVISITD_DATA # the daemon takes every such variable for one of its keys
. deploy/prepare.sh
prepare build
swift build -c release --product covisitd
daemon=.build/release/covisitd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

has() { [ -d "$data/$1" ] || { echo "skipped: $1 is not in $data" && return 1; }; }
# field PATH: of the report's only configuration.
field() {
    python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))["configurations"][0]["metrics"]
for name in sys.argv[2].split("/"): value = value[name]
print(f"{value:.6f}")' "$work/report.json" "$1"
}
# check WHAT FIGURE LOW HIGH PUBLISHED
check() {
    local verdict=ok
    awk -v v="$2" -v a="$3" -v b="$4" 'BEGIN { exit !(v >= a && v <= b) }' || verdict=WRONG failed=1
    printf '%-62s %9s   published %s   %s\n' "$1" "$2" "$5" "$verdict"
}
backtest() {
    "$daemon" backtest "$@" --report "$work/report.json" 2>"$work/log" ||
        { cat "$work/log" >&2 && exit 1; }
} >/dev/null

otto() { # SET LEAST
    has "$1" || return 0
    backtest otto --learning streaming --config deploy/backtest/covisitation.yaml \
        --train "$data/$1/train_sessions.jsonl.gz" --test "$data/$1/test_sessions.jsonl.gz" \
        --labels "$data/$1/test_labels.jsonl.gz" --submission "$work/submission.csv"
    local total scored
    total=$(field total)
    scored=$(python3 "$data/score_otto.py" "$data/$1/test_labels.jsonl.gz" \
        "$work/submission.csv" | sed -n "s/.*'total': \([0-9.]*\)}.*/\1/p")
    scored=$(printf %.6f "$scored")
    check "otto $1, total" "$total" "$2" 1 "at least $2"
    check "otto $1, score_otto.py on the submission" "$scored" "$total" "$total" "the same"
}
otto rees46_2019oct01 .928
otto jd_appliances .645
otto jdata_2018 .691

next_item() { # CONFIGURATION WHAT HR LOW HIGH MRR LOW HIGH
    backtest next-item --train "$data/retailrocket/train_sessions.jsonl.gz" \
        --test "$data/retailrocket/published_test.jsonl.gz" --config "deploy/backtest/$1.yaml"
    check "next-item retailrocket, $1, P@20" "$(field clicks/hit_rate@20)" "$3" "$4" "$2"
    check "next-item retailrocket, $1, MRR@20" "$(field clicks/mrr@20)" "$6" "$7" "$5"
}
if has retailrocket; then
    next_item popularity .0238 .0228 .0248 .0050 .0040 .0060
    next_item sequential-rules .4045 .3945 .4145 .1950 .1850 .2050
    next_item association-rules none 0 1 none 0 1
    next_item otto-3 none 0 1 none 0 1
    next_item covisitation none 0 1 none 0 1
fi

serenade() { # WHAT CONFIGURATION HISTORY HR MRR OPTION…
    local what=$1 configuration=$2 history=$3 hr=$4 mrr=$5
    shift 5
    backtest next-item --train "$work/train.jsonl" --test "$work/test.jsonl" \
        --config "deploy/backtest/$configuration.yaml" --set ranking.clicks.history="$history" "$@"
    # Hit rates to three digits where ties do not decide; rules of either kind have many.
    check "A, $what, HR@20" "$(field clicks/hit_rate@20)" "$(awk "BEGIN { print $hr - .008 }")" \
        "$(awk "BEGIN { print $hr + .008 }")" "$hr"
    check "A, $what, MRR@20" "$(field clicks/mrr@20)" "$(awk "BEGIN { print $mrr - .004 }")" \
        "$(awk "BEGIN { print $mrr + .004 }")" "$mrr"
}
if has serenade_example; then
    for part in train test; do
        zcat "$data/serenade_example/published/$part.txt.gz" | awk -F'\t' 'NR > 1 && NF >= 3 {
            printf "{\"session\":%d,\"aid\":%d,\"ts\":%.0f,\"type\":\"clicks\"}\n",
                $1 + 1, $2 + 1, int($3 * 1000) }' >"$work/$part.jsonl"
    done
    serenade 'sequential rules 1/i, with repeats' sequential-rules allowed .4640 .2517
    # 64, so that another takes the place of the current item.
    square=(--set matrices.rules.distance=inverse-square --set matrices.rules.positions=20
        --set matrices.rules.candidates=64)
    serenade 'sequential rules 1/i^2, excluded' sequential-rules not-current .4629 .2622 "${square[@]}"
    serenade 'sequential rules 1/i^2, with repeats' sequential-rules allowed .4619 .2603 "${square[@]}"
    serenade 'association rules, excluded' association-rules not-current .5231 .2544
    serenade 'association rules, with repeats' association-rules allowed .5199 .2358
    # What remains of association rules is how ties are ordered: an independent count of them.
    python3 Tests/Benchmarks/peers/association_rules.py "$work/train.jsonl" "$work/test.jsonl" |
        tee "$work/rules"
    for history in not-current allowed; do
        kind=excluded
        [ "$history" = allowed ] && kind='with repeats'
        read -r hr mrr < <(sed -n "s/^ties by id, $kind //p" "$work/rules")
        backtest next-item --train "$work/train.jsonl" --test "$work/test.jsonl" \
            --config deploy/backtest/association-rules.yaml --set ranking.clicks.history="$history"
        check "A, association rules, $kind, against that: HR@20" \
            "$(field clicks/hit_rate@20)" "$hr" "$hr" "$hr"
        check "A, association rules, $kind, against that: MRR@20" "$(field clicks/mrr@20)" \
            "$(awk "BEGIN { print $mrr - .0001 }")" "$(awk "BEGIN { print $mrr + .0001 }")" "$mrr"
    done
fi

if has completejourney_dev; then
    for configuration in popularity baskets; do
        backtest next-basket --train "$data/completejourney_dev/notebook/retail_train.csv.gz" \
            --truth-from-week 51 --config "deploy/backtest/$configuration.yaml"
        for metric in precision basket_recall map money_precision; do
            check "next-basket completejourney_dev, $configuration, $metric@5" \
                "$(field "orders/$metric@5")" 0 1 none
        done
    done
fi
exit "$failed"
