#!/usr/bin/env bash
# Everything that guards this repository: format, build, and all tests, some of them with a real
# broker on 127.0.0.1, which they start and stop themselves.
#
# With COVISITD_DATA=DIR, checks against data sets that may not be copied run too.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test

swift format lint --strict --recursive Package.swift Sources Tests
# A debug build of the daemon, to compare digests with.
swift build --product covisitd
build_tests
export COVISITD_TEST_DEBUG_BINARY="$PWD/.build/debug/covisitd"
deploy/fuzz.sh all --seconds 5
exec swift test "${tests[@]}" --skip-build
