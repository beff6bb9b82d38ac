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

# Topics of one partition each: the broker makes them for the first record.
create_topics() {
    local topic
    for topic in "$@"; do echo "first:first" | kcat -P -b "$address" -t "$topic" -K :; done
}
