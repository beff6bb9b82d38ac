internal import CovisitCore

/// The engine's own rows, after it took all events of a recording with one matrix.
struct EngineRows {
    private let engine: Engine
    /// The engine's numbers of items by ours, and ours by the engine's.
    private var theirs: [UInt32] = []
    private var ours: [UInt32]

    /// Engine's default of `updatesPerSlotToGrow` where that is nil.
    init(
        _ events: [Event], _ pairs: SessionPairs, neighbours: Int, updatesPerSlotToGrow: Int?
    ) throws {
        engine = Engine(
            Self.configuration(neighbours: neighbours, updatesPerSlotToGrow: updatesPerSlotToGrow))
        var batch = EventBatch()
        for event in events {
            batch.append(event)
            if batch.count == 4_096 {
                engine.step(batch, lists: false)
                batch.removeAll()
            }
        }
        engine.step(batch, lists: false)
        let learned = engine.statistics().rowCounters.pairUpdates
        if learned != pairs.count {
            throw BenchmarkFailure(
                description: "the engine learned \(learned) pairs, not \(pairs.count)")
        }
        ours = [UInt32](repeating: 0, count: engine.ids.bound)
        for (number, id) in pairs.ids.enumerated() {
            guard let item = engine.item(ExternalID(integer: id), in: []) else {
                throw BenchmarkFailure(description: "the engine has lost item \(id)")
            }
            theirs.append(item)
            ours[Int(item)] = UInt32(number)
        }
    }

    /// Memory of the engine, sessions and directory included.
    var byteCount: Int { engine.statistics().byteCount }

    /// All neighbours of an item that the engine holds, heaviest first, in our numbers.
    func neighbours(of item: Int, count: Int) -> [Neighbour] {
        engine.neighbours(of: theirs[item], matrix: 0, count: count).map { neighbour in
            var neighbour = neighbour
            neighbour.item = ours[Int(neighbour.item)]
            return neighbour
        }
    }

    /// One matrix of all pairs within reach, nothing decayed, forgotten or dropped.
    private static func configuration(
        neighbours: Int, updatesPerSlotToGrow: Int?
    ) -> EngineConfiguration {
        let forever = Int64.max / 4
        var matrix = MatrixSpec(
            name: "pairs", withinMilliseconds: forever, positions: SessionPairs.positions,
            neighbours: neighbours)
        matrix.distinct = false
        let objective = ObjectiveSpec(matricesOfHistory: [0], recencyFloor: 0, popularity: [])
        var configuration = EngineConfiguration(
            matrices: [matrix],
            objectives: PerEventType(clicks: objective, carts: objective, orders: objective))
        configuration.tailLength = SessionPairs.positions + 1
        configuration.idleTimeoutMilliseconds = forever
        configuration.sessionsMax = 1 << 30
        configuration.itemsMax = 1 << 30
        if let updatesPerSlotToGrow { configuration.updatesPerSlotToGrow = updatesPerSlotToGrow }
        return configuration
    }
}
