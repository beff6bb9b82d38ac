internal import CVectors

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
    let rules: [RowRules]
    private let candidates: [Int]
    private let itemsMax: Int
    /// Rows of one item lie together, in the order of the matrices.
    var headers: [RowHeader] = []
    var pool: BlockPool
    private var top: RowTop
    var counters = RowCounters()
    var related: RelatedMarks
    var log = CaptureLog()

    init(_ configuration: EngineConfiguration) {
        related = RelatedMarks(
            isKept: configuration.relatedIntervalMilliseconds != nil,
            itemsMax: Self.itemCount(shard: 0, bound: configuration.itemsMax))
        rules = configuration.matrices.enumerated().map { index, spec in
            RowRules(
                spec, index: index, updatesPerSlotToGrow: configuration.updatesPerSlotToGrow)
        }
        candidates = configuration.matrices.map(\.candidates)
        itemsMax = Self.itemCount(shard: 0, bound: configuration.itemsMax)
        let largest = rules.map(\.largestClass).max() ?? 0
        pool = BlockPool(unitByteCount: Bucket.byteCount, classCount: largest + 1)
        top = RowTop(capacity: RelatedItems.listLength)
    }

    var byteCount: Int {
        headers.capacity * MemoryLayout<RowHeader>.stride + pool.byteCount + related.byteCount
            + log.byteCount
    }

    /// Phase 2: rows learn and are read, in the order of the events.
    ///
    /// `itemBound` is above the number of every item that operations name.
    mutating func apply(
        _ operations: ArraySlice<RowOperation>, itemBound: Int, ids: IDTable, board: ReadBoard
    ) {
        reserve(itemBound / Engine.shardCount + 1)
        let matrixCount = rules.count
        let isMarking = related.isKept
        let cursor = log.cursor
        rules.withUnsafeBufferPointer { rules in
            headers.withUnsafeMutableBufferPointer { headers in
                operations.withUnsafeBufferPointer { operations in
                    for place in operations.indices {
                        prefetch(
                            operations, behind: place, headers, matrixCount, pool: pool)
                        let operation = operations[place]
                        let local = Int(operation.row) / Engine.shardCount
                        let matrix = Int(operation.matrix)
                        let index = local &* matrixCount &+ matrix
                        if operation.isRead {
                            let wanted = candidates[matrix]
                            top.read(
                                headers[index], wanted: wanted, floor: headers[index].floor,
                                pool: pool, ids: ids)
                            if top.count == wanted, wanted > 0 {
                                headers[index].floor = top[wanted &- 1].weight
                            }
                            board.write(
                                top, at: Int(operation.neighbour),
                                scale: board.hasWeights
                                    ? scale(of: headers[index], operation, rules[matrix]) : 1)
                        } else {
                            // The row's number among the entries of a capture.
                            let entry = index &+ local &+ 1
                            if entry >= cursor { saveRow(entry, headers[index], pool, &log) }
                            learn(
                                operation, &headers[index], rules[matrix], pool: &pool,
                                counters: &counters)
                            if isMarking, !related.isWaiting(local) {
                                saveMarks(local, matrixCount, related, &log)
                                related.wait(local)
                            }
                        }
                    }
                }
            }
        }
    }

    mutating func reserve(_ count: Int) {
        let needed = count * rules.count
        if headers.count < needed {
            headers.reserve(needed, below: itemsMax * rules.count)
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

    /// Of the items in `words` that wait those whose top neighbours are other ones than when
    /// they were published last; none of them waits any more.
    mutating func takeRelated(
        _ words: StrideTo<Int>, shard: Int, watermark: Int64, ids: IDTable
    ) -> [RelatedItems] {
        var changed: [RelatedItems] = []
        for local in related.waiting(among: words) {
            saveMarks(local, rules.count, related, &log)
            related.stopWaiting(local)
            let item = UInt32(local * Engine.shardCount + shard)
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

    // MARK: Forgetting

    /// Forgets retired items: their rows, their marks, and their entries in the rows of others.
    mutating func forget(_ isRetired: [Bool], shard: Int) {
        for index in headers.indices where !headers[index].isEmpty {
            let local = index / rules.count
            if isRetired[local * Engine.shardCount + shard] {
                saveRow(index + local + 1, headers[index], pool, &log)
                pool.free(class: headers[index].sizeClass, block: headers[index].block)
                headers[index] = RowHeader()
                if related.isKept {
                    saveMarks(local, rules.count, related, &log)
                    related.clear(local)
                }
            } else {
                vacateSlots(of: index, local, isRetired)
            }
        }
    }

    private mutating func vacateSlots(of index: Int, _ local: Int, _ isRetired: [Bool]) {
        let header = headers[index]
        let memory = pool.pointer(class: header.sizeClass, block: header.block)
        for number in 0..<(1 << header.sizeClass) {
            let bucket = Bucket(memory: memory + number * Bucket.byteCount)
            for slot in 0..<Bucket.slotCount
            where bucket.neighbours[slot] != Bucket.vacant
                && isRetired[Int(bucket.neighbours[slot])]
            {
                saveRow(index + local + 1, header, pool, &log)
                bucket.set(slot, Bucket.vacant, weight: 0, inherited: 0)
                headers[index].floor = 0
            }
        }
    }
}

/// What a row's weights are multiplied by to be those of the moment of a read, so that rows of
/// any epoch and matrices of any half-life can be added up.
func scale(of header: RowHeader, _ read: RowOperation, _ rules: RowRules) -> Float {
    header.epoch >= read.epoch
        ? read.weight
        : read.weight * rules.decay.rescaling(from: header.epoch, to: read.epoch)
}

/// Asks for what later operations will touch, while this one waits for nothing: their headers
/// first, then the bucket of a pair, or the weights of a row that is to be read.
@inline(__always)
private func prefetch(
    _ operations: UnsafeBufferPointer<RowOperation>, behind place: Int,
    _ headers: UnsafeMutableBufferPointer<RowHeader>, _ matrixCount: Int,
    pool: borrowing BlockPool
) {
    func header(of operation: RowOperation) -> UnsafeMutablePointer<RowHeader> {
        // Never nil: an operation has a header.
        headers.baseAddress.unsafelyUnwrapped
            + (Int(operation.row) / Engine.shardCount &* matrixCount &+ Int(operation.matrix))
    }
    let far = place &+ 2 &* prefetchDistance
    if far < operations.count { covisit_prefetch(header(of: operations[far])) }
    let near = place &+ prefetchDistance
    guard near < operations.count else { return }
    let operation = operations[near]
    let row = header(of: operation).pointee
    if row.isEmpty { return }
    let memory = pool.pointer(class: row.sizeClass, block: row.block)
    let mask = (1 &<< row.sizeClass) &- 1
    if operation.isRead {
        for index in 0...min(mask, 7) {
            covisit_prefetch(memory + (index &* Bucket.byteCount &+ 64))
        }
    } else {
        let bucket = memory + (Int(bucketHash(operation.neighbour)) & mask) &* Bucket.byteCount
        covisit_prefetch(bucket)
        covisit_prefetch(bucket + 64)
    }
}

/// Operations between the one that is done and the one whose row is asked for.
private let prefetchDistance = 8

/// Before a row changes: saves it if a capture still needs it as it is.
@inline(never)
private func saveRow(
    _ entry: Int, _ header: RowHeader, _ pool: borrowing BlockPool, _ log: inout CaptureLog
) {
    guard log.isNeeded(entry) else { return }
    encodeRow(header, pool: pool, into: &log.saved)
    log.keep(entry)
}

/// Before an item's marks change.
@inline(never)
private func saveMarks(
    _ local: Int, _ matrixCount: Int, _ related: borrowing RelatedMarks, _ log: inout CaptureLog
) {
    let entry = local * (matrixCount + 1)
    guard log.isNeeded(entry) else { return }
    related.encode(local, into: &log.saved)
    log.keep(entry)
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
