#!/usr/bin/env bash
# What can happen to a process, a broker and a disk, for real:
#   - kill -9 of the daemon at random moments over one feed, with one and with four partitions;
#   - a broker that is killed and forgets its end, or everything;
#   - a full disk (a small tmpfs; takes root, otherwise skipped with a line);
#   - a broker that hangs for longer than the session timeout, or is stopped and started again;
#   - librdkafka's mock cluster injecting errors into every request that we make.
# Fails if an event is lost or counted twice, or what was published for a version changes.
#
#   deploy/chaos.sh [KILLS] [SEED]      100 kills for each number of partitions, some 12 minutes
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/prepare.sh
prepare test
build_tests
export COVISITD_TEST_KILLS="${1:-100}" COVISITD_TEST_SEED="${2:-1}"
export COVISITD_TEST_OUTAGE_SECONDS=60 COVISITD_SOAK=1
# Two processes: librdkafka's mock cluster aborts its own when a broker that comes back finds its
# port taken.
swift test "${tests[@]}" --skip-build --filter "KillTests|BrokerLossTests|FullDiskTests|OutageTests"
exec swift test "${tests[@]}" --skip-build --filter "KafkaTransportTests"
