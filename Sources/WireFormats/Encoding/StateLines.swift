package import CovisitCore

/// Writes state as lines of JSON, for people and other programs:
/// `{"aid":…,"clicks":…,"carts":…,"orders":…,"neighbours":{"<matrix>":[{"aid":…,"weight":…,"at_least":…},…],…}}`
/// for an item, weights and popularity decayed to the watermark, and
/// `{"session":…,"last":…,"events":[{"aid":…,"ts":…,"type":…},…]}` for a session.
package struct StateLines {
    private let engine: Engine

    package init(_ engine: Engine) {
        self.engine = engine
    }

    package func appendItem(_ item: UInt32, to bytes: inout [UInt8]) {
        let ids = engine.ids
        let strings = ids.arena
        bytes.append(json: "{\"aid\":")
        bytes.append(json: ids.id(item), in: strings)
        for type in EventType.allCases {
            bytes.append(json: ",\"")
            bytes.append(contentsOf: "\(type)".utf8)
            bytes.append(json: "\":")
            bytes.append(json: engine.popularity(of: item, type))
        }
        bytes.append(json: ",\"neighbours\":{")
        for (index, matrix) in engine.configuration.matrices.enumerated() {
            if index > 0 { bytes.append(json: ",") }
            bytes.append(json: Array(matrix.name.utf8))
            bytes.append(json: ":")
            let neighbours = engine.neighbours(of: item, matrix: index, count: matrix.neighbours)
            bytes.append(json: neighbours, ids: ids, strings: strings)
        }
        bytes.append(json: "}}\n")
    }

    package func append(_ session: SessionView, of table: IDTable, to bytes: inout [UInt8]) {
        let ids = engine.ids
        let strings = ids.arena
        bytes.append(json: "{\"session\":")
        bytes.append(json: table.id(session.number), in: table.arena)
        bytes.append(json: ",\"last\":")
        bytes.append(json: session.lastTimestamp)
        bytes.append(json: ",\"events\":[")
        for (place, event) in session.tail.enumerated() {
            bytes.append(json: place == 0 ? "{\"aid\":" : ",{\"aid\":")
            bytes.append(json: ids.id(event.item), in: strings)
            bytes.append(json: ",\"ts\":")
            bytes.append(json: event.timestamp)
            bytes.append(json: ",\"type\":\"")
            bytes.append(contentsOf: "\(event.type)".utf8)
            bytes.append(json: "\"}")
        }
        bytes.append(json: "]}\n")
    }
}
