#!/usr/bin/env bash
# Builds covisitd and shows it at work: an embedded broker, a recorded feed, a live table.
# Arguments go to `covisitd demo`, e.g. --for 30s --speed 1000.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare build
swift build -c release --product covisitd
exec .build/release/covisitd demo "$@"
