# For the scripts that measure; sourced by them behind prepare.sh.

# field NAME: a number or a string of the report $work/report.json.
field() { sed -n "s/^ *\"$1\" *: *\"\{0,1\}\([^\",]*\).*/\1/p" "$work/report.json"; }
# The middle one of `runs` lines.
median() { sort -g | sed -n "$((runs / 2 + 1))p"; }

# A directory `work`, and programs in `pids`, which end with the script.
begin_work() {
    work=$(mktemp -d)
    pids=()
    trap end_work EXIT
}
end_work() {
    local pid
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}

# A broker of its own on 127.0.0.1; sets `address`.
start_broker() {
    local program
    # The wheel's own program: the script in bin does not pass signals on.
    program=$(find "$broker_home/lib" -path '*noida_db/noida-db' -type f | head -n 1)
    chmod +x "$program"
    "$program" start --data-dir "$work/broker" --only kafka --kafka-port 0 \
        >"$work/broker.log" 2>&1 &
    pids+=($!)
    until address=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/broker.log" | head -n 1) &&
        [ -n "$address" ]; do sleep 0.1; done
}

# librdkafka's mock cluster in a process of its own, whose fetches wait as Kafka's do, with these
# topics, of one partition or TOPIC:PARTITIONS; sets `address`.
start_mock_broker() {
    mkdir -p .build-bench
    cc -O2 Tests/Benchmarks/peers/MockBroker.c -lrdkafka -o .build-bench/mock-broker
    .build-bench/mock-broker "$@" >"$work/address" 2>"$work/broker.log" &
    pids+=($!)
    until address=$(cat "$work/address") && [ -n "$address" ]; do sleep 0.1; done
}

# For the scripts that measure latency: the broker named by `broker` with the topics of the
# defaults, and the daemon with its defaults, ready; sets `daemon`, `address`, `pid`, `port`.
start_daemon() {
    local topics=(events recommendations related-items events-dead-letter)
    swift build -c release --product covisitd
    daemon=.build/release/covisitd
    mkdir -p .build-bench
    cc -O2 Tests/Benchmarks/peers/Latency.c -lrdkafka -o .build-bench/latency
    if [ "$broker" = noida-db ]; then
        start_broker
        create_topics "${topics[@]}"
    else
        start_mock_broker "${topics[@]/recommendations/recommendations:${partitions:-1}}"
    fi
    # The mock does not wake a fetch that waits: let it wait for a millisecond.
    "$daemon" run --set kafka.bootstrap_servers="$address" --set http.port=0 \
        --set log.format=json --set kafka.properties.fetch.wait.max.ms=1 \
        --set snapshots.directory="$work/state" --set recovery.offset_past_end=continue \
        "$@" 2>"$work/daemon.log" &
    pid=$!
    pids+=("$pid")
    until port=$(sed -n 's/.*"serving HTTP".*"port":\([0-9]*\).*/\1/p' "$work/daemon.log") &&
        curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
        kill -0 "$pid" || { cat "$work/daemon.log" >&2 && exit 1; }
        sleep 0.1
    done
}

# Traffic into `events` for so many seconds, `rate` events a second, of `items` items; sets `load`.
start_load() {
    "$daemon" generate --kafka events --rate "$rate" --for "${1}s" --items "$items" \
        --set kafka.properties.linger.ms=1 --set kafka.bootstrap_servers="$address" \
        >"$work/generate.log" 2>&1 &
    load=$!
    pids+=("$load")
    # Behind the first connections and the rush of sessions that begin together.
    sleep 3
}

# Python with these packages of PyPI, at $python.
python=.build-bench/peers/bin/python
python_with() {
    [ -x "$python" ] || python3 -m venv "${python%/bin/python}"
    "$python" -m pip install -q --disable-pip-version-check "$@"
}

# Topics of one partition each. They keep records for two seconds: this broker writes all that it
# keeps to one file every second, so that otherwise each second would take longer than the last.
create_topics() {
    python_with confluent-kafka
    "$python" - "$address" "$@" <<'EOF'
import sys
from confluent_kafka.admin import AdminClient, NewTopic

config = {"retention.ms": "2000", "segment.ms": "500"}
topics = [NewTopic(name, 1, config=config) for name in sys.argv[2:]]
client = AdminClient({"bootstrap.servers": sys.argv[1]})
for answer in client.create_topics(topics).values():
    answer.result()
EOF
}
