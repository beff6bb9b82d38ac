internal import CovisitCore
internal import Fuzzing

/// A state of a few hundred bytes in which everything occurs: string ids, free numbers, full rows,
/// rows with heirs, sessions without events, related items that wait.
enum SmallState {
    static var configuration: EngineConfiguration {
        var configuration = EngineConfiguration.otto3
        configuration.sessionsMax = 128
        configuration.itemsMax = 24
        configuration.tailLength = 4
        configuration.idleTimeoutMilliseconds = 400_000
        configuration.popularityHalfLifeMilliseconds = 60_000
        configuration.relatedIntervalMilliseconds = 80_000
        configuration.matrices.removeLast()
        configuration.matrices[0].neighbours = 16
        configuration.matrices[0].halfLifeMilliseconds = 60_000
        configuration.matrices[1].neighbours = 32
        configuration.matrices[1].halfLifeMilliseconds = nil
        // The third matrix is gone, and with it what asked for it.
        configuration.objectives.carts.matricesOfPurchases = []
        configuration.objectives.orders.matricesOfPurchases = []
        return configuration
    }

    static func engine() -> Engine {
        let engine = Engine(configuration)
        let start: Int64 = 1_700_000_000_000
        for round in 0..<12 {
            engine.step(batch(after: start + Int64(round) * 50_000, seed: UInt64(round)))
        }
        return engine
    }

    /// Events around a time, none after the last that the decoder lets through.
    static func batch(after start: Int64, seed: UInt64) -> EventBatch {
        var batch = EventBatch()
        var draw = seed
        for index in 0..<16 {
            draw = mix(draw &+ 1)
            let late = draw % 7 == 0 ? Int64(100_000) : 0
            let time = start + Int64(index) * 3_000 - late
            batch.append(
                Event(
                    session: id(draw >> 8 & 7, of: &batch), item: id(draw >> 16 & 31, of: &batch),
                    timestamp: min(max(time, 0), Event.timestampMax),
                    type: EventType(rawValue: UInt8(draw >> 32 & 3)) ?? .clicks, partition: 0,
                    offset: Int64(index)))
        }
        return batch
    }

    private static func id(_ number: UInt64, of batch: inout EventBatch) -> ExternalID {
        number % 3 == 0 ? batch.intern("n\(number)") : ExternalID(integer: Int64(number))
    }
}

/// The bytes of each section, by index.
struct SectionBytes: Equatable {
    var sections = [[UInt8]](repeating: [], count: StateSection.count)

    init() {}

    /// What a capture hands out; `between` is called between its chunks.
    init(capturing engine: Engine, between: () -> Void = {}) throws(BrokenInvariant) {
        engine.beginCapture()
        between()
        while let chunk = engine.takeChunk() {
            try require(!chunk.bytes.isEmpty, "a chunk without bytes")
            sections[chunk.section.index] += chunk.bytes
        }
        try require(engine.captureByteCount == 0, "memory is held after the capture")
    }

    func restore(
        _ section: StateSection, with restoration: EngineRestoration
    ) throws(StateDamage) {
        try sections[section.index].withUnsafeBufferPointer { bytes throws(StateDamage) in
            try restoration.restore(UnsafeRawBufferPointer(bytes), of: section)
        }
    }
}
