#!/usr/bin/env bash
# What an outage of the broker costs: nothing. Takes the broker away for a minute, or for as many
# seconds as the first argument says, in three ways:
#   - it hangs while the daemon is in the middle of its input and its output is full;
#   - it is stopped, and started again on the same data and port, while a producer keeps trying. It
#     is stopped at rest, with everything delivered: noida-db loses acknowledged records when it is
#     stopped under load, so that a loss of the daemon's could not be told from its own.
#   - an embedded broker goes away in the middle of input and output, and comes back.
# Fails if an event is lost or counted twice, a session is not answered, or memory grows; prints the
# figures. Some three minutes, and the build.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test
build_tests
export COVISITD_TEST_OUTAGE_SECONDS="${1:-60}"
exec swift test "${tests[@]}" --skip-build --filter "OutageTests|OutageUnderLoadTests"
