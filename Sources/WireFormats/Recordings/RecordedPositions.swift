/// How far a recording goes: what a frame has to know of those before it.
package struct RecordedPositions: Sendable, Equatable {
    /// The offset that comes next, by partition.
    package private(set) var nextOffsets: [Int32: Int64]
    /// Of the batch begun last; 0 before the first.
    package private(set) var sequence: UInt64

    package init(_ nextOffsets: [Int32: Int64], sequence: UInt64 = 0) {
        self.nextOffsets = nextOffsets
        self.sequence = sequence
    }

    mutating func pass(_ record: TopicRecord) {
        nextOffsets[record.partition] = record.offset + 1
    }

    mutating func begin(_ batch: JournalRecord) {
        sequence = batch.sequence
    }
}

extension BinaryWriter {
    mutating func append(_ positions: RecordedPositions) {
        append(varint: UInt64(positions.nextOffsets.count))
        for (partition, offset) in positions.nextOffsets.sorted(by: { $0.key < $1.key }) {
            append(varint: UInt64(UInt32(bitPattern: partition)))
            append(varint: UInt64(bitPattern: offset))
        }
        append(varint: positions.sequence)
    }
}

extension BinaryReader {
    mutating func takePositions() -> RecordedPositions? {
        // Each has two bytes at least.
        guard let count = takeVarint(), count <= remainingCount / 2 else { return nil }
        var nextOffsets: [Int32: Int64] = [:]
        for _ in 0..<count {
            guard let partition = takeVarint(), partition <= Int32.max,
                let offset = takeVarint(), offset <= Int64.max
            else { return nil }
            nextOffsets[Int32(partition)] = Int64(offset)
        }
        guard let sequence = takeVarint(), sequence <= Int64.max else { return nil }
        return RecordedPositions(nextOffsets, sequence: sequence)
    }
}
