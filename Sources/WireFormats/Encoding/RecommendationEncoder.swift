package import CovisitCore

/// Writes records of the `recommendations` output:
/// `{"session":…,"ts":…,"source":{"topic":…,"partition":…,"offset":…},"clicks":[…],"carts":[…],"orders":[…]}`,
/// with `"scores":{"clicks":[…],…}` at the end when asked for.
package struct RecommendationEncoder: Sendable {
    private let topic: [UInt8]
    private let includeScores: Bool

    /// `topic` is the name of the input that lists are computed from.
    package init(topic: String, includeScores: Bool) {
        self.topic = Array(topic.utf8)
        self.includeScores = includeScores
    }

    package func appendKey(of event: Event, arena: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(key: event.session, in: arena)
    }

    /// Appends the value for the `index`-th of the ranked sessions, whose last event is `event`.
    package func appendValue(
        of event: Event, arena: [UInt8], ranked: RankedSessions, index: Int, ids: IDTable,
        to bytes: inout [UInt8]
    ) {
        bytes.append(json: "{\"session\":")
        bytes.append(json: event.session, in: arena)
        bytes.append(json: ",\"ts\":")
        bytes.append(json: event.timestamp)
        bytes.append(json: ",\"source\":{\"topic\":")
        bytes.append(json: topic)
        bytes.append(json: ",\"partition\":")
        bytes.append(json: Int64(event.partition))
        bytes.append(json: ",\"offset\":")
        bytes.append(json: event.offset)
        bytes.append(json: "}")
        bytes.append(json: ranked, index, ids: ids, includeScores: includeScores)
        bytes.append(json: "}")
    }
}

extension [UInt8] {
    /// `,"clicks":[…],"carts":[…],"orders":[…]`, and `,"scores":{…}` where they are wanted.
    mutating func append(
        json ranked: RankedSessions, _ index: Int, ids: IDTable, includeScores: Bool
    ) {
        // Ids lie far apart: all are on their way before the first is written.
        for objective in EventType.allCases {
            for item in ranked.list(index, objective).items { ids.prefetch(item) }
        }
        for objective in EventType.allCases {
            append(json: ",")
            append(key: objective)
            let strings = ids.arena
            append(jsonList: ranked.list(index, objective).items) { item, bytes in
                bytes.append(json: ids.id(item), in: strings)
            }
        }
        guard includeScores else { return }
        append(json: ",\"scores\":{")
        for objective in EventType.allCases {
            if objective != .clicks { append(json: ",") }
            append(key: objective)
            append(jsonList: ranked.list(index, objective).scores) { $1.append(json: $0) }
        }
        append(json: "}")
    }

    /// The key of an objective's list.
    mutating func append(key objective: EventType) {
        switch objective {
        case .clicks: append(json: "\"clicks\":")
        case .carts: append(json: "\"carts\":")
        case .orders: append(json: "\"orders\":")
        }
    }

    mutating func append<Member>(
        jsonList list: some Collection<Member>, _ body: (Member, inout [UInt8]) -> Void
    ) {
        append(json: "[")
        for (position, element) in list.enumerated() {
            if position > 0 { append(json: ",") }
            body(element, &self)
        }
        append(json: "]")
    }
}
