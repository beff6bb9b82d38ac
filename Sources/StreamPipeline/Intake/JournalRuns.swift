import CovisitCore
import WireFormats

extension InputBatch {
    /// The batch as the order journal writes it down: runs of one partition each, in the order of
    /// the events.
    func record(sequence: UInt64) -> JournalRecord {
        var runs: [JournalRun] = []
        var lastRun: [Int32: Int] = [:]
        for event in events.events {
            if runs.last?.partition == event.partition {
                runs[runs.count - 1].nextOffset = event.offset + 1
            } else {
                lastRun[event.partition] = runs.count
                runs.append(JournalRun(partition: event.partition, nextOffset: event.offset + 1))
            }
        }
        // Behind a partition's last event there may be records that were rejected, or gaps.
        for (partition, nextOffset) in nextOffsets.sorted(by: { $0.key < $1.key }) {
            if let index = lastRun[partition] {
                runs[index].nextOffset = nextOffset
            } else {
                runs.append(JournalRun(partition: partition, nextOffset: nextOffset))
            }
        }
        return JournalRecord(sequence: sequence, clock: clock, runs: runs)
    }
}
