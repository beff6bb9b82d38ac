package import CovisitCore

/// How a shop's events are spelt, and what is refused.
package struct EventSchema: Sendable, Equatable {
    /// Names of the JSON fields.
    package var sessionField = "session"
    package var itemField = "aid"
    package var timestampField = "ts"
    package var typeField = "type"
    /// Values of the type field; several names may stand for one type.
    package var typeNames: [String: EventType] = [
        "clicks": .clicks, "carts": .carts, "orders": .orders,
    ]

    /// Largest payload, in bytes.
    package var payloadByteCountMax = 65_536
    /// Deepest nesting of objects and arrays; the event's own object is level 1.
    package var depthMax = 16
    /// Most fields of the event's object.
    package var fieldCountMax = 256
    /// Oldest event time accepted, milliseconds since 1970 (default 2000-01-01): what lies before
    /// is a timestamp in seconds, or none.
    package var oldestTimestamp: Int64 = 946_684_800_000
    /// How far an event may be ahead of the batch's clock, in milliseconds.
    package var futureToleranceMilliseconds: Int64 = 300_000

    package init() {}
}
