internal import CovisitCore
internal import WireFormats

/// One run of a feed through decoder, engine and encoder in the calling thread, measured stage
/// by stage.
struct HotRun {
    private(set) var decoding = Cost()
    /// Phases 0 and 1.
    private(set) var sessions = Cost()
    /// Phase 2: exchange and learning; with lists, also reading rows.
    private(set) var pairs = Cost()
    /// Phase 3.
    private(set) var ranking = Cost()
    private(set) var encoding = Cost()
    private(set) var rowReads = 0
    private(set) var recordByteCount = 0
    private(set) var stateDigest: UInt64 = 0
    private(set) var recordDigest = StateDigest()

    private let feed: Feed
    private let lists: Bool
    private let engine: Engine
    private let decoder = EventDecoder(schema: EventSchema())
    private let encoder = RecommendationEncoder(topic: "events", includeScores: false)
    private var reads: ReadCounter
    private var batch = EventBatch()
    private var records: [UInt8] = []

    init(_ feed: Feed, _ configuration: EngineConfiguration, batchEvents: Int, lists: Bool) throws {
        self.feed = feed
        self.lists = lists
        engine = Engine(configuration)
        reads = ReadCounter(configuration)
        for range in feed.batches(of: batchEvents) {
            try decode(range)
            step(range)
        }
        pairs.operations = engine.statistics().rowCounters.pairUpdates
        stateDigest = engine.digest()
    }

    var costs: [Cost] { [decoding, sessions, pairs, ranking, encoding] }

    private mutating func decode(_ range: Range<Int>) throws {
        decoding.operations += range.count
        let isDecoded = decoding.measure {
            batch.removeAll()
            return feed.decode(range, by: decoder, into: &batch)
        }
        if !isDecoded || !feed.isEqual(batch, to: range) {
            throw BenchmarkFailure(description: "events \(range) are decoded wrongly")
        }
    }

    private mutating func step(_ range: Range<Int>) {
        var first = 0
        while first < batch.count {
            var step = sessions.measure {
                let step = engine.begin(
                    batch, from: first, options: StepOptions(lists: lists ? .newest : .none))
                for shard in 0..<Engine.shardCount { step.advanceSessions(shard) }
                return step
            }
            pairs.measure {
                step.prepareExchange()
                step.exchange(worker: 0)
                for shard in 0..<Engine.shardCount { step.learn(shard) }
            }
            first += step.eventCount
            sessions.operations += step.eventCount
            if lists { rank(step) }
        }
        if lists { rowReads += reads.take(feed.events[range]) }
    }

    private mutating func rank(_ step: EngineStep) {
        ranking.measure {
            for shard in 0..<Engine.shardCount { step.rank(shard) }
        }
        let count = encoding.measure { Self.encode(step, by: encoder, into: &records) }
        ranking.operations += count * EventType.allCases.count
        encoding.operations += count
        recordByteCount += records.count
        for byte in records { recordDigest.add(UInt64(byte)) }
    }

    static func encode(
        _ step: EngineStep, by encoder: RecommendationEncoder, into records: inout [UInt8]
    ) -> Int {
        var count = 0
        records.removeAll(keepingCapacity: true)
        for shard in 0..<Engine.shardCount {
            step.withRanked(shard) { ranked in
                count += ranked.count
                for index in 0..<ranked.count {
                    let event = step.batch.events[ranked.events[index]]
                    encoder.appendKey(of: event, arena: step.batch.arena, to: &records)
                    encoder.appendValue(
                        of: event, arena: step.batch.arena, ranked: ranked, index: index,
                        ids: step.ids, to: &records)
                }
            }
        }
        return count
    }
}
