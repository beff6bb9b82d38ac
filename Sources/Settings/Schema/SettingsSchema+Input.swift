internal import CovisitCore
internal import KafkaTransport
internal import WireFormats

extension SettingsSchema {
    /// What is read, and how it is spelt.
    static let inputKeys = kafkaKeys + batchKeys + eventKeys

    private static let kafkaKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "kafka.bootstrap_servers", .texts(.server, atLeast: 1),
            "Brokers to ask first for the rest of the cluster.",
            read: { draft in
                let servers = draft.settings.kafka.bootstrapServers.split(separator: ",")
                return .list(servers.map(trimmed))
            },
            write: { draft, value in
                let servers = [String](setting: value).joined(separator: ",")
                draft.settings.kafka.bootstrapServers = servers
            }),
        SettingKey(
            "kafka.group_id", .text(.name()), \.settings.kafka.groupID,
            "Consumer group; instances of one group share the partitions."),
        SettingKey(
            "kafka.group_instance_id", .text(.name(orEmpty: true)),
            \.settings.kafka.groupInstanceID,
            "Static membership: a restarted instance gets its partitions back at once."),
        SettingKey(
            "kafka.start", .text(.start), "Where reading begins when no snapshot says it.",
            read: { .text($0.settings.kafka.start.word) },
            write: { $0.settings.kafka.start = StartPolicy(word: String(setting: $1)) }),
        SettingKey(
            "kafka.topics.events", .text(.topic()), \.settings.kafka.eventsTopic,
            "Topic that the shop's events come from."),
        SettingKey(
            "kafka.topics.recommendations", .text(.topic()),
            \.settings.kafka.recommendationsTopic,
            "Topic that a session's recommendations go to, keyed by session."),
        SettingKey(
            "kafka.topics.related_items", .text(.topic(orEmpty: true)),
            \.settings.kafka.relatedItemsTopic,
            "Topic that an item's neighbours go to, keyed by item; empty: none are published."),
        SettingKey(
            "kafka.topics.dead_letter", .text(.topic(orEmpty: true)),
            \.settings.kafka.deadLetterTopic,
            "Topic that rejected records go to as they came; empty: they are only counted."),
        SettingKey(
            "kafka.queue_bytes", .bytes((1 << 20)...(2_047 << 20)),
            \.settings.kafka.queueByteCountMax,
            "Bytes that may wait in librdkafka's queues, input and output together."),
    ]

    private static let batchKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "batch.max_events", .integer(1...65_536), \.settings.kafka.batchEventsMax,
            "Most events of a batch."),
        SettingKey(
            "batch.linger", .duration(0...1_000), \.settings.kafka.batchLingerMilliseconds,
            "How long a batch may wait for more events."),
    ]

    private static let eventKeys: [SettingKey<SettingsDraft>] = [
        SettingKey(
            "events.fields.session", .text(.name(byteCountMax: 64)),
            \.settings.schema.sessionField, "JSON field with the session's id."),
        SettingKey(
            "events.fields.aid", .text(.name(byteCountMax: 64)), \.settings.schema.itemField,
            "JSON field with the item's id."),
        SettingKey(
            "events.fields.ts", .text(.name(byteCountMax: 64)),
            \.settings.schema.timestampField,
            "JSON field with the event's time, in milliseconds since 1970."),
        SettingKey(
            "events.fields.type", .text(.name(byteCountMax: 64)), \.settings.schema.typeField,
            "JSON field with the event's type."),
        SettingKey(
            "events.types.clicks", .texts(.name(byteCountMax: 64), atLeast: 1),
            \.typeNames.clicks, "What the type field says of a click; one name or several."),
        SettingKey(
            "events.types.carts", .texts(.name(byteCountMax: 64), atLeast: 1),
            \.typeNames.carts, "What the type field says when an item goes into the cart."),
        SettingKey(
            "events.types.orders", .texts(.name(byteCountMax: 64), atLeast: 1),
            \.typeNames.orders, "What the type field says of an order."),
        SettingKey(
            "events.max_bytes", .bytes(256...(1 << 20)),
            \.settings.schema.payloadByteCountMax, "Largest payload of an event."),
        SettingKey(
            "events.max_depth", .integer(1...64), \.settings.schema.depthMax,
            "Deepest nesting of objects and arrays in an event."),
        SettingKey(
            "events.max_fields", .integer(4...4_096), \.settings.schema.fieldCountMax,
            "Most fields of an event."),
        SettingKey(
            "events.future_tolerance", .duration(0...(365 * day)),
            \.settings.schema.futureToleranceMilliseconds,
            "How far an event may be ahead of the clock."),
        SettingKey(
            "events.oldest", .time, \.settings.schema.oldestTimestamp,
            "Oldest event time accepted."),
    ]
}

extension StartPolicy {
    /// A word that `TextRule.start` accepts.
    init(word: String) {
        switch word {
        case "earliest": self = .earliest
        case "latest": self = .latest
        default: self = .time(RFC3339.milliseconds(word) ?? 0)
        }
    }

    var word: String {
        switch self {
        case .earliest: "earliest"
        case .latest: "latest"
        case .time(let milliseconds): RFC3339.text(milliseconds)
        }
    }
}
