import CovisitCore
import WireFormats

/// A place in the log.
struct RecordPlace: Hashable {
    var partition: Int32
    var offset: Int64
}

/// What an engine that was never interrupted makes of a history: every list as of every event,
/// every record of related items.
///
/// It reads the log by the history alone, and shares nothing with the pipeline but the engine and
/// the encoders.
struct ReferenceRun {
    private let log: SimulatedLog
    let engine: Engine
    private(set) var oracle: OracleCheck?
    private let encoder: ReferenceEncoder

    /// Published lists that may be, and the event that each is as of.
    private(set) var lists: [[UInt8]: RecordPlace] = [:]
    /// The list as of a session's last event, by its key.
    private(set) var newest: [[UInt8]: [UInt8]] = [:]
    /// Records of related items that have to be published, and those of an end of the input.
    private(set) var related: Set<[UInt8]> = []
    private(set) var remaining: Set<[UInt8]> = []
    private(set) var rejected: Set<RecordPlace> = []
    private(set) var positions: [Int32: Int64] = [:]
    private(set) var eventCount = 0
    /// Why the history cannot be, or where engine and oracle disagree.
    private(set) var problems: [String] = []

    private var batch = EventBatch()
    private var sessions: Set<Int64> = []

    init(_ plan: SimulationPlan, _ log: SimulatedLog, _ history: History, withOracle: Bool) {
        self.log = log
        engine = Engine(plan.engine)
        oracle = withOracle ? OracleCheck(plan.engine) : nil
        encoder = ReferenceEncoder(plan)
        for record in history.records {
            for run in record.runs { take(run, clock: record.clock) }
        }
        step()
        remaining = Set(encoder.encode(engine.relatedRemaining()))
        problems += oracle?.finalDisagreements(engine) ?? []
    }

    private mutating func take(_ run: JournalRun, clock: Int64) {
        let start = positions[run.partition] ?? 0
        if run.nextOffset < start {
            return problems.append("partition \(run.partition) goes back to \(run.nextOffset)")
        }
        for record in log.records(of: run.partition, in: start..<run.nextOffset) {
            take(record, run.partition, clock: clock)
        }
        positions[run.partition] = run.nextOffset
    }

    private mutating func take(_ record: LogRecord, _ partition: Int32, clock: Int64) {
        guard let visit = record.visit,
            visit.timestamp <= clock + SimulatedLog.futureTolerance
        else {
            rejected.insert(RecordPlace(partition: partition, offset: record.offset))
            return
        }
        // A session's list comes out once a step: so one event of each in a batch.
        if sessions.contains(visit.session) { step() }
        sessions.insert(visit.session)
        oracle?.take(visit, index: batch.count)
        log.names.append(visit, partition: partition, offset: record.offset, to: &batch)
        eventCount += 1
    }

    private mutating func step() {
        if batch.isEmpty { return }
        var lists: [ReferenceEncoder.List] = []
        var related: [[UInt8]] = []
        var disagreements: [String] = []
        engine.step(batch) { [engine, encoder, oracle] step in
            for shard in 0..<Engine.shardCount {
                lists += encoder.encode(step, shard)
                disagreements += oracle?.disagreements(step, shard) ?? []
            }
            if let due = engine.relatedDue() { related += encoder.encode(due) }
        }
        problems += disagreements
        for list in lists {
            self.lists[list.value] = list.place
            newest[list.key] = list.value
        }
        self.related.formUnion(related)
        batch.removeAll()
        sessions = []
        oracle?.endStep()
    }
}

/// Writes records as the pipeline should.
struct ReferenceEncoder {
    struct List: Sendable {
        var place: RecordPlace
        var key: [UInt8]
        var value: [UInt8]
    }

    private let recommendations: RecommendationEncoder
    private let relatedItems: RelatedItemsEncoder

    init(_ plan: SimulationPlan) {
        recommendations = RecommendationEncoder(
            topic: "events", includeScores: plan.includeScores)
        relatedItems = RelatedItemsEncoder(matrixNames: plan.engine.matrices.map(\.name))
    }

    func encode(_ step: EngineStep, _ shard: Int) -> [List] {
        step.withRanked(shard) { ranked in
            (0..<ranked.count).map { index in
                let event = step.batch.events[ranked.events[index]]
                var list = List(
                    place: RecordPlace(partition: event.partition, offset: event.offset),
                    key: [], value: [])
                recommendations.appendKey(of: event, arena: step.batch.arena, to: &list.key)
                recommendations.appendValue(
                    of: event, arena: step.batch.arena, ranked: ranked, index: index,
                    ids: step.ids, to: &list.value)
                return list
            }
        }
    }

    func encode(_ query: RelatedQuery) -> [[UInt8]] {
        query.pieces.flatMap { piece in
            query.take(piece).map { items in
                var value: [UInt8] = []
                relatedItems.appendValue(of: items, ids: query.ids, to: &value)
                return value
            }
        }
    }
}
