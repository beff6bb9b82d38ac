#!/usr/bin/env bash
# Reaches each bound of the state (sessions, items, rows, a bot, ids of the greatest length) and
# holds the memory that the process took against what was planned for it. Fails where they differ by
# more than a tenth. As many entries as the first argument says, in units of some 100 MiB: 8, some
# two minutes, and the build.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test
build_tests
export COVISITD_TEST_MEMORY_SCALE="${1:-8}"
exec swift test "${tests[@]}" --skip-build --filter MemoryTests
