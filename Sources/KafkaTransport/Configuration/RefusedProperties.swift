/// Properties that would break a promise of the daemon, with the values that keep it.
enum RefusedProperties {
    private struct Rule {
        var allowed: Set<String> = []
        /// Where this is not empty, any other value will do.
        var refused: Set<String> = []
        var reason: String
    }

    private static let rules: [String: Rule] = [
        "enable.auto.commit": Rule(
            allowed: ["false"],
            reason: "offsets are committed by covisitd, after what depends on them is delivered"),
        "enable.auto.offset.store": Rule(
            allowed: ["false"],
            reason: "offsets are committed by covisitd, after what depends on them is delivered"),
        "auto.offset.reset": Rule(
            allowed: ["error"],
            reason: "an offset out of range must not skip events silently; where reading begins "
                + "is kafka.start"),
        "enable.idempotence": Rule(
            allowed: ["true"], reason: "without it a retry writes records twice or out of order"),
        "acks": Rule(
            allowed: ["all", "-1"],
            reason: "a record counts as delivered when all replicas have it"),
        "request.required.acks": Rule(
            allowed: ["all", "-1"],
            reason: "a record counts as delivered when all replicas have it"),
        "transactional.id": Rule(
            reason: "covisitd does not use transactions: its output is versioned and idempotent"),
        "partition.assignment.strategy": Rule(
            allowed: ["range", "roundrobin", "range,roundrobin", "roundrobin,range"],
            reason: "partitions are given back all at once"),
        "group.protocol": Rule(
            allowed: ["classic"], reason: "partitions are given back all at once"),
        "log.queue": Rule(
            allowed: ["false"],
            reason: "a queue has no bound: covisitd takes lines as they come, and counts the rest"),
        "delivery.report.only.error": Rule(
            allowed: ["false"], reason: "deliveries are counted"),
        "statistics.interval.ms": Rule(
            refused: ["0"],
            reason: "whether brokers answer is read off the statistics"),
        "bootstrap.servers": Rule(reason: "set kafka.bootstrap_servers instead"),
        "metadata.broker.list": Rule(reason: "set kafka.bootstrap_servers instead"),
        "group.id": Rule(reason: "set kafka.group_id instead"),
        "group.instance.id": Rule(reason: "set kafka.group_instance_id instead"),
    ]

    /// Why this value cannot be; nil if it can.
    static func reason(against value: String, of property: String) -> String? {
        guard let rule = rules[property], !rule.allowed.contains(value) else { return nil }
        if !rule.refused.isEmpty { return rule.refused.contains(value) ? rule.reason : nil }
        guard !rule.allowed.isEmpty else { return rule.reason }
        let allowed = rule.allowed.sorted().joined(separator: " or ")
        return "must be \(allowed): \(rule.reason)"
    }
}
