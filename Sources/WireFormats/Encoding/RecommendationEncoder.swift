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
        for objective in EventType.allCases {
            append(name: objective, to: &bytes)
            let strings = ids.arena
            append(ranked.list(index, objective).items, to: &bytes) { item, bytes in
                bytes.append(json: ids.id(item), in: strings)
            }
        }
        if includeScores {
            bytes.append(json: ",\"scores\":{")
            for objective in EventType.allCases {
                append(name: objective, isFirst: objective == .clicks, to: &bytes)
                append(ranked.list(index, objective).scores, to: &bytes) { $1.append(json: $0) }
            }
            bytes.append(json: "}")
        }
        bytes.append(json: "}")
    }

    private func append(name: EventType, isFirst: Bool = false, to bytes: inout [UInt8]) {
        if !isFirst { bytes.append(json: ",") }
        switch name {
        case .clicks: bytes.append(json: "\"clicks\":")
        case .carts: bytes.append(json: "\"carts\":")
        case .orders: bytes.append(json: "\"orders\":")
        }
    }

    private func append<Element>(
        _ list: ArraySlice<Element>, to bytes: inout [UInt8],
        _ body: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(json: "[")
        for (position, element) in list.enumerated() {
            if position > 0 { bytes.append(json: ",") }
            body(element, &bytes)
        }
        bytes.append(json: "]")
    }
}
