import CovisitCore

/// The chunks of a capture, for tests.
struct Snapshot: Equatable, Sendable {
    var keys: [StateKey]
    var chunks: [[UInt8]] = []
    var sections: [StateSection] = []

    init(_ configuration: EngineConfiguration) {
        keys = configuration.stateKeys
    }

    mutating func append(_ chunk: StateChunk) {
        chunks.append(chunk.bytes)
        sections.append(chunk.section)
    }

    var byteCount: Int { chunks.reduce(0) { $0 + $1.count } }

    /// The engine that was captured, as far as `configuration` allows.
    func restored(_ configuration: EngineConfiguration) throws -> Engine {
        let migration = try StateMigration(from: keys, to: configuration)
        let restoration = EngineRestoration(configuration, migration)
        for index in chunks.indices { try restore(index, by: restoration) }
        return try restoration.finish()
    }

    /// Hands one chunk over.
    func restore(_ index: Int, by restoration: EngineRestoration) throws {
        try chunks[index].withUnsafeBytes { try restoration.restore($0, of: sections[index]) }
    }
}

extension Engine {
    /// Captures all at once.
    func snapshot() -> Snapshot {
        var snapshot = Snapshot(configuration)
        beginCapture()
        while let chunk = takeChunk() { snapshot.append(chunk) }
        return snapshot
    }
}
