#!/usr/bin/env bash
# Runs the simulator over tens of thousands of seeds, or as many as the first argument says (20000:
# about ten minutes on two cores). The second argument is the first seed; by default it is 1, and
# a night may begin with `date +%s`. Prints the command that repeats each failure, and fails then.
# SOAK_BUILD names another scratch path than .build.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare build
build=${SOAK_BUILD:-.build}
swift build -c release --scratch-path "$build" --product covisitd
exec "$build/release/covisitd" simulate --seed "${2:-1}" --runs "${1:-20000}" --jobs "$(nproc)"
