import CovisitCore

/// The chunks of a capture, for tests.
struct Snapshot: Equatable {
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
        for (bytes, section) in zip(chunks, sections) {
            try bytes.withUnsafeBytes { try restoration.restore($0, of: section) }
        }
        return try restoration.finish()
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
