import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import WireFormats

/// What a small engine hands out after a fixed feed, and what it must be again afterwards.
struct SmallState: Sendable {
    let header: SnapshotHeader
    let chunks: [StateChunk]
    let digest: UInt64

    /// Two generations of one history.
    static let older = SmallState(events: 60, sequence: 1)
    static let newer = SmallState(events: 90, sequence: 2)
    static let later = SmallState(events: 120, sequence: 3)

    init(events: Int, sequence: UInt64) {
        let engine = Engine(Self.configuration)
        engine.step(Self.batch(events))
        header = SnapshotHeader(
            topic: "events",
            partitions: [
                SnapshotPartition(
                    partition: 0, nextOffset: Int64(events),
                    anchor: RecordAnchor(offset: Int64(events) - 1, fingerprint: 0xFEED_F00D)),
                SnapshotPartition(partition: 3, nextOffset: 0),
            ],
            sequence: sequence, watermark: engine.watermark,
            eventCount: Int64(engine.eventCount), configuration: Self.configuration.stateKeys)
        digest = engine.digest()
        chunks = engine.captured()
    }

    /// Written out in full: it is part of the golden file.
    static let configuration: EngineConfiguration = {
        let hour: Int64 = 3_600_000
        var clicks = MatrixSpec(name: "clicks", withinMilliseconds: hour, neighbours: 16)
        clicks.halfLifeMilliseconds = 24 * hour
        var buys = MatrixSpec(name: "buys", withinMilliseconds: 24 * hour, neighbours: 16)
        buys.to = [.carts, .orders]
        buys.direction = .forward
        let objective = ObjectiveSpec(
            matricesOfHistory: [0], matricesOfPurchases: [1], recencyFloor: 0.5,
            popularity: [.clicks])
        var configuration = EngineConfiguration(
            matrices: [clicks, buys],
            objectives: PerEventType(clicks: objective, carts: objective, orders: objective))
        configuration.tailLength = 8
        configuration.sessionsMax = 1000
        configuration.itemsMax = 1000
        configuration.relatedIntervalMilliseconds = hour
        return configuration
    }()

    /// Sessions and items with numbers and with names, some a little late.
    static func batch(_ events: Int) -> EventBatch {
        var draws = Draws(2026)
        var batch = EventBatch()
        for index in 0..<events {
            let session = Int64(draws.next() % 12)
            let item = Int64(draws.next() % 25)
            let late = draws.next() % 10 == 0 ? Int64(90_000) : 0
            let types: [EventType] = [.clicks, .clicks, .clicks, .carts, .orders]
            batch.append(
                Event(
                    session: session < 6 ? .init(integer: session) : batch.intern("s\(session)"),
                    item: item < 15 ? .init(integer: item) : batch.intern("shoe-\(item)"),
                    timestamp: 1_661_724_000_000 + Int64(index) * 60_000 - late,
                    type: types[Int(draws.next() % 5)], partition: 0, offset: Int64(index)))
        }
        return batch
    }

    /// What the store is told.
    var operations: [SnapshotOperation] {
        [.begin(header)] + chunks.map { .append($0) } + [.commit]
    }

    /// The whole file.
    var fileBytes: [UInt8] {
        let encoder = SnapshotEncoder(header)
        var bytes = encoder.zeroedPrefix
        for chunk in chunks { bytes += encoder.append(chunk) }
        let prefix = encoder.finish()
        bytes.replaceSubrange(..<prefix.count, with: prefix)
        return bytes
    }
}

extension Engine {
    /// Captures all at once.
    func captured() -> [StateChunk] {
        var chunks: [StateChunk] = []
        beginCapture()
        while let chunk = takeChunk() { chunks.append(chunk) }
        return chunks
    }
}

/// Repeatable draws.
struct Draws {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
