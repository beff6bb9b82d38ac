/// Adds a row to a snapshot: one byte for an empty one.
///
/// Slots stay where they stand, since the first of equally light ones is the one that gives way.
/// Block numbers are not part of the state; a restored row gets a block of its own.
@inline(never)
func encodeRow(
    _ header: RowHeader, pool: borrowing BlockPool, into writer: inout StateWriter
) {
    if header.isEmpty {
        writer.append(UInt8(0))
        return
    }
    let bucketCount = 1 << header.sizeClass
    writer.reserve(13 + bucketCount * (4 + Bucket.byteCount))
    writer.append(UInt8(header.sizeClass + 1))
    writer.append(header.updates)
    writer.append(header.total)
    writer.append(header.epoch)
    let memory = pool.pointer(class: header.sizeClass, block: header.block)
    for index in 0..<bucketCount {
        encodeBucket(Bucket(memory: memory + index * Bucket.byteCount), into: &writer)
    }
}

/// Which slots are taken, and in which of them a weight is inherited; then neighbours, weights
/// and what is inherited.
private func encodeBucket(_ bucket: Bucket, into writer: inout StateWriter) {
    let (taken, heirs) = (bucket.taken, bucket.heirs)
    writer.append(taken)
    writer.append(heirs)
    // Slots are taken from the first on; a gap is where an item was forgotten.
    if taken & (taken &+ 1) == 0 {
        let byteCount = 4 * taken.nonzeroBitCount
        writer.append(UnsafeRawBufferPointer(start: bucket.neighbours, count: byteCount))
        writer.append(UnsafeRawBufferPointer(start: bucket.weights, count: byteCount))
    } else {
        for slot in slots(of: taken) { writer.append(bucket.neighbours[slot]) }
        for slot in slots(of: taken) { writer.append(bucket.weights[slot]) }
    }
    for slot in slots(of: heirs) { writer.append(bucket.inherited[slot]) }
}

/// The slots whose bits are set, in order.
private struct SlotSequence: Sequence, IteratorProtocol {
    var rest: UInt16

    @inline(__always)
    mutating func next() -> Int? {
        if rest == 0 { return nil }
        defer { rest &= rest &- 1 }
        return rest.trailingZeroBitCount
    }
}

@inline(__always)
private func slots(of mask: UInt16) -> SlotSequence { SlotSequence(rest: mask) }

extension StateReader {
    /// Reads a row of `item` into `header`, which is empty, and a block of its own.
    mutating func readRow(
        into header: inout RowHeader, item: UInt32, rules: RowRules, latest: Int64, ids: IDTable,
        pool: inout BlockPool
    ) throws(StateDamage) {
        guard let sizeClass = try readSizeClass(upTo: rules.largestClass) else { return }
        guard ids.isOccupied(item) else { throw damage("a row of item \(item), which is none") }
        header.updates = try read(UInt32.self)
        header.total = try readWeight()
        header.epoch = try read(UInt32.self)
        guard header.epoch <= rules.decay.epoch(of: latest) else {
            throw damage("a row of epoch \(header.epoch), after the watermark")
        }
        header.settle(class: sizeClass, block: pool.allocate(class: sizeClass))
        let memory = pool.pointer(class: sizeClass, block: header.block)
        let bucketCount = UInt32(1) << UInt32(sizeClass)
        for index in 0..<bucketCount {
            let bucket = Bucket(memory: memory + Int(index) * Bucket.byteCount)
            bucket.clear()
            try readBucket(bucket, ids: ids)
            for slot in 0..<Bucket.slotCount where bucket.neighbours[slot] != Bucket.vacant {
                guard bucketHash(bucket.neighbours[slot]) & (bucketCount - 1) == index else {
                    throw damage("neighbour \(bucket.neighbours[slot]) in a bucket of others")
                }
            }
        }
    }

    /// Reads a row of a matrix that is there no more.
    mutating func skipRow() throws(StateDamage) {
        guard let sizeClass = try readSizeClass(upTo: RowHeader.largestClass) else { return }
        _ = try readBytes(12)
        for _ in 0..<(1 << sizeClass) {
            let taken = try read(UInt16.self)
            let heirs = try read(UInt16.self)
            _ = try readBytes(8 * taken.nonzeroBitCount + 4 * heirs.nonzeroBitCount)
        }
    }

    /// nil for an empty row.
    private mutating func readSizeClass(upTo largest: Int) throws(StateDamage) -> Int? {
        let byte = try read(UInt8.self)
        if byte == 0 { return nil }
        guard Int(byte) - 1 <= largest else {
            throw damage("a row of size class \(byte - 1), above \(largest)")
        }
        return Int(byte) - 1
    }

    private mutating func readBucket(_ bucket: Bucket, ids: IDTable) throws(StateDamage) {
        let taken = try read(UInt16.self)
        let heirs = try read(UInt16.self)
        guard heirs & ~taken == 0 else { throw damage("an heir in a vacant slot") }
        let entries = try readBytes(8 * taken.nonzeroBitCount + 4 * heirs.nonzeroBitCount)
        var offset = 0
        func word() -> UInt32 {
            defer { offset += 4 }
            return UInt32(
                littleEndian: entries.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        for slot in slots(of: taken) {
            let neighbour = word()
            guard ids.isOccupied(neighbour) else {
                throw damage("neighbour \(neighbour), which is no item")
            }
            guard bucket.find(neighbour) == nil else {
                throw damage("neighbour \(neighbour) twice")
            }
            bucket.neighbours[slot] = neighbour
        }
        for slot in slots(of: taken) { bucket.weights[slot] = try checkedWeight(bits: word()) }
        for slot in slots(of: heirs) {
            let inherited = try checkedWeight(bits: word())
            guard inherited <= bucket.weights[slot] else {
                throw damage("a weight below what it inherited")
            }
            bucket.inherited[slot] = inherited
        }
    }
}
