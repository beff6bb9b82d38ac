package import CovisitCore

extension StreamSample {
    /// Appends the answer of `/v1/sample`:
    /// `{"ts":…,"sessions":[…],"rising":[{"aid":…,"popularity":…,"rise":…,"seconds":…},…]}`, a
    /// session being
    /// `{"session":…,"ts":…,"aid":…,"type":…,"before":{"clicks":[…],…},"after":{"clicks":[…],…}}`.
    package func append(ids: IDTable, to bytes: inout [UInt8]) {
        bytes.append(json: "{\"ts\":")
        bytes.append(json: watermark)
        bytes.append(json: ",\"sessions\":")
        bytes.append(jsonList: sessions) { session, bytes in
            bytes.append(json: "{\"session\":")
            bytes.append(json: session.id, in: arena)
            bytes.append(json: ",\"ts\":")
            bytes.append(json: session.change.event.timestamp)
            bytes.append(json: ",\"aid\":")
            bytes.append(json: ids.id(session.change.event.item), in: ids.arena)
            bytes.append(json: ",\"type\":")
            bytes.append(name: session.change.event.type)
            bytes.append(json: ",\"before\":")
            bytes.append(json: session.change.before.ranked, ids: ids)
            bytes.append(json: ",\"after\":")
            bytes.append(json: session.change.after.ranked, ids: ids)
            bytes.append(json: "}")
        }
        bytes.append(json: ",\"rising\":")
        bytes.append(jsonList: rising) { item, bytes in
            bytes.append(json: "{\"aid\":")
            bytes.append(json: ids.id(item.item), in: ids.arena)
            bytes.append(json: ",\"popularity\":")
            bytes.append(json: item.popularity)
            bytes.append(json: ",\"rise\":")
            bytes.append(json: item.rise)
            bytes.append(json: ",\"seconds\":")
            bytes.append(json: Int64(item.seconds.rounded()))
            bytes.append(json: "}")
        }
        bytes.append(json: "}")
    }
}

extension [UInt8] {
    /// The lists of the only session, as an object.
    fileprivate mutating func append(json ranked: RankedSessions, ids: IDTable) {
        append(json: "{")
        for objective in EventType.allCases {
            if objective != .clicks { append(json: ",") }
            append(key: objective)
            let strings = ids.arena
            append(jsonList: ranked.list(0, objective).items) { item, bytes in
                bytes.append(json: ids.id(item), in: strings)
            }
        }
        append(json: "}")
    }
}
