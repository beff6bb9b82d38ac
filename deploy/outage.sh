#!/usr/bin/env bash
# What an outage of the broker costs: nothing. Takes the broker away from a daemon under load for a
# minute (or for as many seconds as the first argument says), twice: once it hangs, once it is
# stopped and started again on the same data and port. Fails if an event is lost or counted twice, a
# session is not answered, or memory grows; prints the figures. Some four minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test

tests=(-c release -Xswiftc -enable-testing --scratch-path .build-test)
swift build "${tests[@]}" --build-tests
export COVISITD_TEST_BROKER="$PWD/$broker_home/bin/noida-db"
export COVISITD_TEST_BINARY="$PWD/.build-test/release/covisitd"
export COVISITD_TEST_OUTAGE_SECONDS="${1:-60}"
exec swift test "${tests[@]}" --skip-build --filter OutageTests
