import CovisitCore
import WireFormats

/// Makes the batches of the past again, from records that come in another order between
/// partitions.
///
/// Holds back what comes before its turn; at most what the journal names, which is what was
/// consumed since the snapshot, and what the source reads ahead.
struct JournaledOrder {
    private var records: ArraySlice<JournalRecord>
    private var buffers: [Int32: PartitionBuffer] = [:]
    private let decoder: EventDecoder

    init(_ records: [JournalRecord], decoder: EventDecoder) {
        self.records = records[...]
        self.decoder = decoder
    }

    var remainingCount: Int { records.count }

    mutating func add(_ batch: InputBatch) {
        for (partition, _) in batch.nextOffsets where buffers[partition] == nil {
            buffers[partition] = PartitionBuffer(partition, readTo: 0)
        }
        for event in batch.events.events {
            buffers[event.partition]?.add(event, from: batch.events.arena)
        }
        for record in batch.rejected { buffers[record.position.partition]?.add(record) }
        for (partition, nextOffset) in batch.nextOffsets {
            buffers[partition]?.advance(to: nextOffset, anchor: batch.anchors[partition])
        }
    }

    /// A partition that the next batch waits for.
    func missingPartition(_ positions: IntakePositions) -> Int32? {
        records.first?.runs.first { !isRead($0, positions) }?.partition
    }

    /// The next batch of the past, once everything that it holds has come.
    mutating func take(_ positions: IntakePositions) -> (InputBatch, sequence: UInt64)? {
        guard let record = records.first, record.runs.allSatisfy({ isRead($0, positions) }) else {
            return nil
        }
        records.removeFirst()
        var batch = InputBatch()
        batch.clock = record.clock
        for run in record.runs {
            buffers[run.partition]?.take(
                before: run.nextOffset, clock: record.clock, decoder: decoder, into: &batch)
        }
        return (batch, record.sequence)
    }

    /// Gives the past up, and hands out what was held back as one batch.
    mutating func drain(clock: Int64) -> InputBatch {
        records = []
        var batch = InputBatch()
        batch.clock = clock
        for (_, var buffer) in buffers.sorted(by: { $0.key < $1.key }) where !buffer.isEmpty {
            buffer.take(
                before: buffer.readTo, clock: clock, decoder: decoder, into: &batch)
        }
        buffers = [:]
        return batch
    }

    private func isRead(_ run: JournalRun, _ positions: IntakePositions) -> Bool {
        positions[run.partition] ?? 0 >= run.nextOffset
    }
}
