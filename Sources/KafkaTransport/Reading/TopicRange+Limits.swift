internal import WireFormats

extension TopicRange {
    /// The same end, from where it was read to before.
    func goingOn(after nextOffsets: [Int32: Int64], in topic: String) throws -> TopicRange {
        var range = self
        for (partition, next) in nextOffsets.sorted(by: { $0.key < $1.key }) {
            let low = lowWatermarks[partition] ?? 0
            let high = highWatermarks[partition] ?? 0
            if next < low {
                throw TopicRangeError.removed(
                    topic: topic, partition: partition, next: next, first: low)
            }
            if next > high {
                throw TopicRangeError.shortened(
                    topic: topic, partition: partition, expected: next, end: high)
            }
            range.firstOffsets[partition] = next
            range.ends[partition] = max(next, ends[partition] ?? 0)
        }
        return range
    }

    /// What of it a journal names.
    ///
    /// - Parameter isWhole: it has to be there from the journal's beginning on.
    func limited(
        to journal: JournaledReading, in topic: String, isWhole: Bool
    ) throws -> TopicRange {
        for (partition, end) in journal.ends.sorted(by: { $0.key < $1.key }) {
            let high = highWatermarks[partition] ?? 0
            guard end > high else { continue }
            throw TopicRangeError.shortened(
                topic: topic, partition: partition, expected: end, end: high)
        }
        for (partition, end) in journal.firstEnds.sorted(by: { $0.key < $1.key }) where isWhole {
            let low = lowWatermarks[partition] ?? 0
            guard low >= end, end > 0 else { continue }
            throw TopicRangeError.removed(
                topic: topic, partition: partition, next: end - 1, first: low)
        }
        var range = self
        range.ends = ends.reduce(into: [:]) { limited, end in
            let read = min(end.value, journal.ends[end.key] ?? 0)
            limited[end.key] = max(firstOffsets[end.key] ?? 0, read)
        }
        return range
    }
}
