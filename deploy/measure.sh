# For the scripts that measure against a real broker; sourced by them behind prepare.sh.

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
