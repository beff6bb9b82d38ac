/// Which partitions are ours, and how far each was read: a value, so that its rules can be tested
/// without a broker.
struct PartitionProgress: Sendable, Equatable {
    /// The offset to read next, for every partition ever read by this process.
    private(set) var positions: [Int32: Int64] = [:]
    private(set) var assigned: Set<Int32> = []

    /// Partitions that nobody has given a beginning yet.
    func unknown(among partitions: [Int32]) -> [Int32] {
        partitions.filter { positions[$0] == nil }
    }

    /// A beginning from outside; our own progress goes before it.
    mutating func begin(_ offsets: [Int32: Int64]) {
        positions.merge(offsets) { own, _ in own }
    }

    /// Takes over partitions; returns where to read on.
    mutating func assign(_ partitions: [Int32]) -> [Int32: Int64] {
        assigned = Set(partitions)
        return positions.filter { assigned.contains($0.key) }
    }

    /// Gives everything back, and keeps the positions for the next time.
    mutating func revoke() -> [Int32] {
        defer { assigned = [] }
        return assigned.sorted()
    }

    /// Notes that everything before this offset was handed over.
    mutating func advance(_ partition: Int32, to nextOffset: Int64) {
        positions[partition] = nextOffset
    }
}
