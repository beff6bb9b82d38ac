package import CovisitCore

/// Writes the answer about a session: a record of the `recommendations` output without `source`,
/// with `scores`, and with what else was asked for:
/// `{"session":…,"ts":…,"clicks":[…],"carts":[…],"orders":[…],"scores":{…},"unknown":[…],"explain":{…}}`.
///
/// `explain` has a list for each objective, of
/// `{"aid":…,"score":…,"because":[{"source":"matrix","matrix":…,"aid":…,"events":[…],"adds":…,"weight":…,"at_least":…},…]}`.
package struct SessionAnswerEncoder: Sendable {
    private let matrixNames: [[UInt8]]

    package init(matrixNames: [String]) {
        self.matrixNames = matrixNames.map { Array($0.utf8) }
    }

    /// `session` is nil where nobody has said which one it is; `arena` holds its string and those
    /// of the unknown items.
    package func append(
        _ lists: SessionLists, session: ExternalID?, arena: [UInt8], ids: IDTable,
        to bytes: inout [UInt8]
    ) {
        bytes.append(json: "{")
        if let session {
            bytes.append(json: "\"session\":")
            bytes.append(json: session, in: arena)
            bytes.append(json: ",")
        }
        bytes.append(json: "\"ts\":")
        bytes.append(json: lists.timestamp)
        bytes.append(json: lists.ranked, 0, ids: ids, includeScores: true)
        if session == nil {
            bytes.append(json: ",\"unknown\":")
            bytes.append(jsonList: lists.unknownItems) { $1.append(json: $0, in: arena) }
        }
        if let explanation = lists.explanation {
            bytes.append(json: ",\"explain\":{")
            for objective in EventType.allCases {
                if objective != .clicks { bytes.append(json: ",") }
                bytes.append(key: objective)
                append(
                    explanation.reasons[objective], of: lists.ranked.list(0, objective), ids: ids,
                    to: &bytes)
            }
            bytes.append(json: "}")
        }
        bytes.append(json: "}")
    }

    private func append(
        _ reasons: [[Explanation.Reason]],
        of list: (items: ArraySlice<UInt32>, scores: ArraySlice<Float>), ids: IDTable,
        to bytes: inout [UInt8]
    ) {
        let strings = ids.arena
        bytes.append(jsonList: Array(zip(zip(list.items, list.scores), reasons))) {
            place, bytes in
            bytes.append(json: "{\"aid\":")
            bytes.append(json: ids.id(place.0.0), in: strings)
            bytes.append(json: ",\"score\":")
            bytes.append(json: place.0.1)
            bytes.append(json: ",\"because\":")
            bytes.append(jsonList: place.1) { append($0, ids: ids, strings: strings, to: &$1) }
            bytes.append(json: "}")
        }
    }

    private func append(
        _ reason: Explanation.Reason, ids: IDTable, strings: [UInt8], to bytes: inout [UInt8]
    ) {
        switch reason.source {
        case .history: bytes.append(json: "{\"source\":\"history\"")
        case .matrix(let matrix, let item):
            bytes.append(json: "{\"source\":\"matrix\",\"matrix\":")
            bytes.append(json: matrixNames[matrix])
            bytes.append(json: ",\"aid\":")
            bytes.append(json: ids.id(item), in: strings)
        case .popularity(let type):
            bytes.append(json: "{\"source\":\"popularity\",\"type\":")
            bytes.append(name: type)
        }
        if !reason.events.isEmpty {
            bytes.append(json: ",\"events\":")
            bytes.append(jsonList: reason.events) { event, bytes in
                bytes.append(json: "{\"ts\":")
                bytes.append(json: event.timestamp)
                bytes.append(json: ",\"type\":")
                bytes.append(name: event.type)
                bytes.append(json: "}")
            }
        }
        bytes.append(json: ",\"adds\":")
        bytes.append(json: reason.adds)
        if let neighbour = reason.neighbour {
            bytes.append(json: ",\"weight\":")
            bytes.append(json: neighbour.weight)
            bytes.append(json: ",\"at_least\":")
            bytes.append(json: neighbour.atLeast)
        }
        bytes.append(json: "}")
    }
}

extension [UInt8] {
    /// A type as a string.
    mutating func append(name type: EventType) {
        switch type {
        case .clicks: append(json: "\"clicks\"")
        case .carts: append(json: "\"carts\"")
        case .orders: append(json: "\"orders\"")
        }
    }
}
