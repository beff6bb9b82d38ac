/// What the engine holds with every bound of its configuration reached at once, in bytes.
///
/// While rows or tails grow, memory of the size before may still be held: where all do so at the
/// same time, half as much again of theirs, and never twice.
/// Arithmetic over the containers' own sizes, so that it can be printed before the first event and
/// held against what the process takes.
package struct MemoryPlan: Sendable, Equatable {
    /// Sessions with full tails, and how they are found.
    package let sessions: Int
    /// Items: their ids, popularity, the heads of their rows.
    package let items: Int
    /// Rows in every matrix, each as long as it may get.
    package let rows: Int
    /// More where every session and item is a string of the greatest length.
    package let strings: Int
    /// What a step works with: its events all pair with full tails.
    package let step: Int

    package init(_ configuration: EngineConfiguration) {
        let sessionsMax = max(1, configuration.sessionsMax / Engine.shardCount) * Engine.shardCount
        sessions = SessionShard.byteCountMax(configuration) * Engine.shardCount
        items =
            IDTable.byteCount(holding: configuration.itemsMax)
            + configuration.itemsMax * Popularity.bytesPerItem
            + ItemShard.headByteCountMax(configuration) * Engine.shardCount
        rows = ItemShard.rowByteCountMax(configuration) * Engine.shardCount
        strings =
            grown(sessionsMax * ExternalID.byteCountMax)
            + configuration.itemsMax * ExternalID.byteCountMax
        step = EngineStep.byteCountMax(configuration)
    }

    package var total: Int { sessions + items + rows + strings + step }
}

/// What an array of a shard takes: it has doubled again and again, and what it left behind is free
/// and not used by others. Half as much again, as measured (`deploy/memory.sh`); the great arrays
/// of the directory are given back.
private func grown(_ byteCount: Int) -> Int { byteCount * 3 / 2 }

extension IDTable {
    /// What `count` ids take, strings not counted.
    static func byteCount(holding count: Int) -> Int {
        count * 9 + slotCount(holding: count) * 8
    }
}

extension Popularity {
    static let bytesPerItem = MemoryLayout<SIMD4<Float>>.stride + MemoryLayout<Int64>.stride
}

extension SessionShard {
    fileprivate static func byteCountMax(_ configuration: EngineConfiguration) -> Int {
        let count = max(1, configuration.sessionsMax / Engine.shardCount)
        let arrays = IDTable.byteCount(holding: count) + count * MemoryLayout<Record>.stride
        return grown(arrays)
            + BlockPool.byteCount(
                holding: count, class: tailClass(for: configuration.tailLength),
                unitByteCount: tailUnitByteCount)
    }
}

extension ItemShard {
    fileprivate static func headByteCountMax(_ configuration: EngineConfiguration) -> Int {
        let count = itemCount(shard: 0, bound: configuration.itemsMax)
        let marks = configuration.relatedIntervalMilliseconds == nil ? 0 : count * 8 + count / 8
        return grown(
            count * configuration.matrices.count * MemoryLayout<RowHeader>.stride + marks)
    }

    fileprivate static func rowByteCountMax(_ configuration: EngineConfiguration) -> Int {
        let count = itemCount(shard: 0, bound: configuration.itemsMax)
        let rules = configuration.matrices.map { RowRules.largestClass($0) }
        return Set(rules).reduce(0) { sum, sizeClass in
            let rowCount = count * rules.count { $0 == sizeClass }
            return sum
                + BlockPool.byteCount(
                    holding: rowCount, class: sizeClass, unitByteCount: Bucket.byteCount)
        }
    }
}

extension EngineStep {
    /// Every event pairs with a full tail in both directions in every matrix, and its session's
    /// lists are made from as many rows as there may be.
    fileprivate static func byteCountMax(_ configuration: EngineConfiguration) -> Int {
        let partners = 2 * (configuration.tailLength - 1) * configuration.matrices.count
        let pair = MemoryLayout<PairDelta>.stride + MemoryLayout<RowOperation>.stride
        let ranking = RankingRules(configuration)
        let longest = configuration.matrices.map(\.candidates).max() ?? 1
        let read =
            MemoryLayout<RowRead>.stride + MemoryLayout<RowOperation>.stride
            + ReadBoard.byteCount(length: longest, hasWeights: ranking.wantsWeights)
        let event =
            MemoryLayout<AdmittedEvent>.stride + MemoryLayout<EventOutcome>.stride
            + MemoryLayout<RankRequest>.stride + MemoryLayout<SessionVisit>.stride
            + configuration.tailLength * MemoryLayout<TailEvent>.stride
        return Engine.stepEventsMax * (partners * pair + ranking.readsMax * read + event)
    }
}
