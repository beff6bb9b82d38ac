internal import WireFormats

/// Which partitions are ours, and how far each was read: a value, so that its rules can be tested
/// without a broker.
struct PartitionProgress: Sendable, Equatable {
    /// The offset to read next, for every partition ever read by this process.
    private(set) var positions: [Int32: Int64] = [:]
    private(set) var assigned: Set<Int32> = []
    /// The last record read before the position, where it is known.
    private(set) var anchors: [Int32: RecordAnchor] = [:]
    /// Anchors at which reading began again, until their record has been looked at.
    private(set) var unverified: [Int32: RecordAnchor] = [:]
    /// Beginnings that no snapshot and no batch has named yet.
    private var unreported: Set<Int32> = []

    /// Partitions that nobody has given a beginning yet.
    func unknown(among partitions: [Int32]) -> [Int32] {
        partitions.filter { positions[$0] == nil }
    }

    /// A beginning from a snapshot.
    mutating func begin(_ snapshot: [SnapshotPartition]) {
        for start in snapshot {
            // Negative numbers have a meaning of their own in librdkafka.
            positions[start.partition] = max(0, start.nextOffset)
            anchors[start.partition] = start.anchor
        }
    }

    /// A beginning from outside; our own progress goes before it.
    mutating func begin(_ offsets: [Int32: Int64]) {
        for (partition, offset) in offsets where positions[partition] == nil {
            move(partition, to: offset)
        }
    }

    /// Goes on elsewhere; what was read before says nothing about that place.
    mutating func move(_ partition: Int32, to offset: Int64) {
        positions[partition] = offset
        anchors[partition] = nil
        unverified[partition] = nil
        unreported.insert(partition)
    }

    /// Takes over partitions; returns where to read on.
    mutating func assign(_ partitions: [Int32]) -> [Int32: Int64] {
        assigned = Set(partitions)
        unverified = [:]
        return positions.filter { assigned.contains($0.key) }
    }

    /// Where to fetch: from the last record read, to look at it once more, where it is known and
    /// still there; else at the position.
    ///
    /// - Parameter firstOffsets: of the partitions assigned.
    mutating func fetchOffsets(from firstOffsets: [Int32: Int64]) -> [Int32: Int64] {
        var offsets = positions.filter { assigned.contains($0.key) }
        unverified = [:]
        for (partition, position) in offsets {
            guard let anchor = anchors[partition], anchor.offset < position,
                let first = firstOffsets[partition], first <= anchor.offset
            else { continue }
            unverified[partition] = anchor
            offsets[partition] = anchor.offset
        }
        return offsets
    }

    /// An anchor was looked at, or its record has gone.
    mutating func verify(_ partition: Int32) {
        unverified[partition] = nil
    }

    /// Gives everything back, and keeps the positions for the next time.
    mutating func revoke() -> [Int32] {
        defer { assigned = [] }
        unverified = [:]
        return assigned.sorted()
    }

    /// Notes that everything before this offset was handed over.
    mutating func advance(_ partition: Int32, to nextOffset: Int64, _ anchor: RecordAnchor? = nil) {
        positions[partition] = nextOffset
        anchors[partition] = anchor
        unverified[partition] = nil
    }

    /// Beginnings of our partitions that were not told yet, once.
    mutating func takeUnreported() -> [Int32: Int64] {
        if unreported.isEmpty { return [:] }
        let ours = unreported.intersection(assigned)
        unreported.subtract(ours)
        return positions.filter { ours.contains($0.key) }
    }
}
