/// What the daemon counts about rows.
package struct RowCounters: Sendable, Equatable {
    package var pairUpdates = 0
    /// Neighbours that took the place of another in a full bucket.
    package var admitted = 0
    /// Neighbours that found a full bucket and were not admitted.
    package var refused = 0

    package init() {}

    static func += (sum: inout RowCounters, other: RowCounters) {
        sum.pairUpdates += other.pairUpdates
        sum.admitted += other.admitted
        sum.refused += other.refused
    }
}

/// The rows of one shard's items, of all matrices: the items whose number is the shard's modulo
/// the number of shards.
struct ItemShard: ~Copyable {
    private let rules: [RowRules]
    private let candidates: [Int]
    private var headers: [RowHeader] = []
    private var pool: BlockPool
    private var top: RowTop
    private(set) var counters = RowCounters()
    private var related = RelatedState()

    init(_ configuration: EngineConfiguration) {
        rules = configuration.matrices.enumerated().map { index, spec in
            RowRules(
                spec, index: index, updatesPerSlotToGrow: configuration.updatesPerSlotToGrow)
        }
        candidates = configuration.matrices.map(\.candidates)
        let largest = rules.map(\.largestClass).max() ?? 0
        pool = BlockPool(unitByteCount: Bucket.byteCount, classCount: largest + 1)
        top = RowTop(capacity: RelatedItems.listLength)
    }

    var byteCount: Int {
        headers.capacity * MemoryLayout<RowHeader>.stride + pool.byteCount + related.byteCount
    }

    /// Phase 2: rows learn and are read, in the order of the events.
    ///
    /// `itemBound` is above the number of every item that operations name.
    mutating func apply(
        _ operations: ArraySlice<RowOperation>, itemBound: Int, ids: IDTable, board: ReadBoard
    ) {
        reserve(itemBound / Engine.shardCount + 1)
        let matrixCount = rules.count
        rules.withUnsafeBufferPointer { rules in
            headers.withUnsafeMutableBufferPointer { headers in
                operations.withUnsafeBufferPointer { operations in
                    for operation in operations {
                        let local = Int(operation.row) / Engine.shardCount
                        let matrix = Int(operation.matrix)
                        let index = local &* matrixCount &+ matrix
                        if operation.isRead {
                            top.read(
                                headers[index], wanted: candidates[matrix], pool: pool, ids: ids)
                            board.write(top, at: Int(operation.neighbour))
                        } else {
                            learn(
                                operation, &headers[index], rules[matrix], pool: &pool,
                                counters: &counters)
                            related.mark(local)
                        }
                    }
                }
            }
        }
    }

    private mutating func reserve(_ count: Int) {
        let needed = count * rules.count
        if headers.count < needed {
            headers.append(contentsOf: repeatElement(RowHeader(), count: needed - headers.count))
            related.reserve(count)
        }
    }

    // MARK: Reading rows from outside a step

    /// The `count` heaviest neighbours of an item as of `timestamp`.
    func neighbours(
        of item: UInt32, matrix: Int, count: Int, at timestamp: Int64, ids: IDTable
    ) -> [Neighbour] {
        let index = Int(item) / Engine.shardCount * rules.count + matrix
        guard index < headers.count, !headers[index].isEmpty else { return [] }
        var top = RowTop(capacity: count)
        top.read(headers[index], wanted: count, pool: pool, ids: ids)
        let growth = rules[matrix].decay.growth(at: timestamp, epoch: headers[index].epoch)
        return (0..<top.count).map { place in
            let entry = top[place]
            let earned = entry.weight - entry.inherited(headers[index], pool: pool)
            return Neighbour(
                item: entry.neighbour, weight: Float(Double(entry.weight) / growth),
                atLeast: Float(Double(earned) / growth))
        }
    }

    /// All weight that ever reached a row, as of `timestamp`.
    func total(of item: UInt32, matrix: Int, at timestamp: Int64) -> Float {
        let index = Int(item) / Engine.shardCount * rules.count + matrix
        guard index < headers.count else { return 0 }
        let growth = rules[matrix].decay.growth(at: timestamp, epoch: headers[index].epoch)
        return Float(Double(headers[index].total) / growth)
    }

    // MARK: Related items

    /// Items whose top neighbours are other ones than when they were published last, at most
    /// once in `interval` milliseconds of event time for each item; `all` ignores the interval.
    mutating func takeRelated(
        shard: Int, watermark: Int64, interval: Int64, all: Bool, ids: IDTable
    ) -> [RelatedItems] {
        var changed: [RelatedItems] = []
        for local in related.due(watermark: watermark, interval: interval, all: all) {
            let item = UInt32(local * Engine.shardCount + shard)
            // It may have left while it waited.
            guard Int(item) < ids.bound, ids.contains(number: item) else { continue }
            let lists = rules.indices.map { matrix in
                neighbours(
                    of: item, matrix: matrix, count: RelatedItems.listLength, at: watermark,
                    ids: ids)
            }
            if related.isChange(local, lists: lists) {
                changed.append(RelatedItems(item: item, timestamp: watermark, lists: lists))
            }
        }
        return changed
    }

    // MARK: Forgetting, digest

    /// Forgets retired items: their rows, and their entries in the rows of others.
    mutating func forget(_ isRetired: [Bool], shard: Int) {
        for index in headers.indices where !headers[index].isEmpty {
            let item = index / rules.count * Engine.shardCount + shard
            if isRetired[item] {
                pool.free(class: headers[index].sizeClass, block: headers[index].block)
                headers[index] = RowHeader()
                related.clear(index / rules.count)
                continue
            }
            let memory = pool.pointer(class: headers[index].sizeClass, block: headers[index].block)
            for number in 0..<(1 << headers[index].sizeClass) {
                let bucket = Bucket(memory: memory + number * Bucket.byteCount)
                for slot in 0..<Bucket.slotCount
                where bucket.neighbours[slot] != Bucket.vacant
                    && isRetired[Int(bucket.neighbours[slot])]
                {
                    bucket.set(slot, Bucket.vacant, weight: 0, inherited: 0)
                }
            }
        }
    }

    func digest(into digest: inout StateDigest) {
        for (index, header) in headers.enumerated() where !header.isEmpty {
            digest.add(UInt64(index))
            digest.add(UInt64(header.updates) << 32 | UInt64(header.epoch))
            digest.add(UInt64(header.total.bitPattern) << 32 | UInt64(header.sizeClass))
            let memory = pool.pointer(class: header.sizeClass, block: header.block)
            for number in 0..<(1 << header.sizeClass) {
                let bucket = Bucket(memory: memory + number * Bucket.byteCount)
                for slot in 0..<Bucket.slotCount {
                    let weight = UInt64(bucket.weights[slot].bitPattern)
                    digest.add(UInt64(bucket.neighbours[slot]) << 32 | weight)
                    digest.add(UInt64(bucket.inherited[slot].bitPattern))
                }
            }
        }
    }
}

/// Adds a pair to its row; row and pair may be of different epochs.
@inline(__always)
private func learn(
    _ delta: RowOperation, _ header: inout RowHeader, _ rules: RowRules,
    pool: inout BlockPool, counters: inout RowCounters
) {
    var weight = delta.weight
    if delta.epoch > header.epoch {
        rescale(&header, to: delta.epoch, rules: rules, pool: pool)
    } else if delta.epoch < header.epoch {
        weight *= rules.decay.rescaling(from: delta.epoch, to: header.epoch)
    }
    counters.pairUpdates &+= 1
    let outcome = update(
        &header, row: delta.row, neighbour: delta.neighbour, weight: weight, rules: rules,
        pool: &pool)
    switch outcome {
    case .learnt: break
    case .admitted: counters.admitted &+= 1
    case .refused: counters.refused &+= 1
    }
}
