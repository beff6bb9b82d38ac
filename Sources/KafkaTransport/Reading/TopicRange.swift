internal import WireFormats

/// The part of a topic between two bounds: offsets, partition by partition.
package struct TopicRange: Sendable, Equatable {
    /// Where each partition begins.
    package internal(set) var firstOffsets: [Int32: Int64]
    /// Where each partition ends; not before its beginning.
    package internal(set) var ends: [Int32: Int64]
    /// The first offset that each partition has, and the one after its last.
    var lowWatermarks: [Int32: Int64]
    var highWatermarks: [Int32: Int64]

    /// How many offsets lie in it: at least as many as records.
    package var offsetCount: Int {
        firstOffsets.reduce(0) { sum, first in sum + Int((ends[first.key] ?? 0) - first.value) }
    }
}

/// Why a topic cannot be read from where it was asked for, or up to there.
package enum TopicRangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Records that should come next have been removed.
    case removed(topic: String, partition: Int32, next: Int64, first: Int64)
    /// The next record was removed while those before it were read.
    case overtaken(partition: Int32, next: Int64)
    /// There is less in the topic than there was.
    case shortened(topic: String, partition: Int32, expected: Int64, end: Int64)
    /// The journal speaks of a topic that was made again.
    case journalGoesBack(partition: Int32, sequence: UInt64)

    package var description: String {
        switch self {
        case .removed(let topic, let partition, let next, let first):
            "topic \"\(topic)\", partition \(partition): the next record is that of offset "
                + "\(next), and the topic begins at \(first) now. What lies between is lost; "
                + "begin another recording"
        case .overtaken(let partition, let next):
            "partition \(partition): the record of offset \(next) was removed before it could be "
                + "read, or the topic was created again; begin once more, with a later --from"
        case .shortened(let topic, let partition, let expected, let end):
            "topic \"\(topic)\", partition \(partition): it ends at offset \(end), and went up to "
                + "\(expected) before. It has lost its end, or was created again; begin another "
                + "recording"
        case .journalGoesBack(let partition, let sequence):
            "the order journal goes back in partition \(partition), at batch \(sequence): it does "
                + "not belong to this recording, or the topic was created again; begin another "
                + "recording, without --journal"
        }
    }
}

/// Finds out what lies between two bounds.
struct TopicRangeQuery {
    let client: ConsumerClient
    let topic: String
    /// Longest wait for one answer; up to five are needed.
    let timeout: Duration

    func resolve(from first: TopicBound, to end: TopicBound) throws -> TopicRange {
        let count = try client.partitionCount(of: topic, within: timeout)
        let partitions = Array(0..<Int32(clamping: count))
        let marks = try client.queryWatermarks(of: topic, partitions, within: timeout)
        let firstOffsets = try offsets(at: first, marks)
        let ends = try offsets(at: end, marks)
        return TopicRange(
            firstOffsets: firstOffsets,
            ends: ends.merging(firstOffsets) { end, first in max(first, end) },
            lowWatermarks: marks.mapValues(\.low), highWatermarks: marks.mapValues(\.high))
    }

    private func offsets(
        at bound: TopicBound, _ marks: [Int32: ConsumerClient.Watermarks]
    ) throws -> [Int32: Int64] {
        switch bound {
        case .earliest: return marks.mapValues(\.low)
        case .end: return marks.mapValues(\.high)
        case .offset(let offset): return marks.mapValues { min(max(offset, $0.low), $0.high) }
        case .time(let time):
            // Without a record of that time or later it lies at the end.
            let found = try client.offsets(
                of: topic, marks.keys.sorted(), atOrAfter: time, within: timeout)
            return marks.mapValues(\.high).merging(found) { _, found in found }
        }
    }
}
