internal import CovisitCore
internal import WireFormats

/// Full sessions over full rows: what their lists cost beyond counting.
struct ListsRun {
    private static let tailLength = 30
    private static let rowLength = 64

    private(set) var readsPerSession = 0.0
    private var counting = Cost()
    private var listing = Cost()
    private let sessionCount: Int

    init(_ sessionCount: Int, _ itemCount: Int, longHistory: Int, stepEvents: Int) throws {
        self.sessionCount = sessionCount
        var configuration = EngineConfiguration.otto3
        configuration.longHistory = longHistory
        for index in configuration.matrices.indices {
            configuration.matrices[index].neighbours = Self.rowLength
        }
        // An item meets up to 58 others a session: all rows are full long before the end.
        var sessions = FullSessions(itemCount: itemCount)
        let filling =
            sessions.begin(sessions: itemCount, events: Self.tailLength)
            + sessions.begin(sessions: sessionCount, events: Self.tailLength - 1)
        let last = sessions.goOn()
        var reads = ReadCounter(configuration)
        _ = reads.take(filling[...])
        readsPerSession = Double(reads.take(last[...])) / Double(sessionCount)
        for lists in [false, true] {
            let engine = Engine(configuration)
            for batch in filling.batches(of: 4_096) { engine.step(batch, lists: false) }
            try Self.checkRows(of: engine, itemCount)
            let cost = Self.measure(engine, last.batches(of: stepEvents), lists: lists)
            if lists { listing = cost } else { counting = cost }
        }
    }

    var nanosecondsPerSession: Double {
        (listing.nanoseconds - counting.nanoseconds) / Double(sessionCount)
    }
    var allocationsPerSession: Double {
        Double(listing.allocations - counting.allocations) / Double(sessionCount)
    }

    private static func checkRows(of engine: Engine, _ itemCount: Int) throws {
        for item in stride(from: 0, to: itemCount, by: itemCount / 100) {
            for matrix in engine.configuration.matrices.indices {
                let row = engine.neighbours(of: UInt32(item), matrix: matrix, count: rowLength)
                // A neighbour may stand in one of four buckets only: the last slots fill slowly.
                if row.count < rowLength * 9 / 10 {
                    throw BenchmarkFailure(
                        description: "item \(item) has \(row.count) neighbours in matrix \(matrix)")
                }
            }
        }
    }

    private static func measure(_ engine: Engine, _ batches: [EventBatch], lists: Bool) -> Cost {
        let encoder = RecommendationEncoder(topic: "events", includeScores: false)
        var records: [UInt8] = []
        var cost = Cost()
        cost.measure {
            for batch in batches {
                engine.step(batch, lists: lists) { step in
                    if lists { _ = HotRun.encode(step, by: encoder, into: &records) }
                }
            }
        }
        return cost
    }
}
