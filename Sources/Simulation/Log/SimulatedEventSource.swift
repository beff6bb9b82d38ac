import CovisitCore
package import StreamPipeline
import Synchronization
package import WireFormats

/// An error of the cluster that the daemon does not survive.
package struct SimulatedSourceError: Error {}

/// Reads the simulated topic as Kafka's source would: partitions by turns, empty polls, partitions
/// that come, go and lag behind, records that come twice.
///
/// One for each life of the process.
package actor SimulatedEventSource: EventSource {
    package nonisolated let name = "events"
    private let machine: SimulatedMachine
    private let broker: SimulatedBroker
    private let habits: SourceHabits
    private let decoder: EventDecoder
    private let clock: BatchClock
    private var random: SeededGenerator
    private var positions: [Int32: Int64] = [:]
    /// The furthest that each partition was read, whatever came again since.
    private var readTo: [Int32: Int64] = [:]
    private var unreported: [Int32: Int64] = [:]
    private var assigned: Set<Int32> = []
    private var lagging: [Int32: Int] = [:]
    private var wanted: Int32?
    private let board = Mutex(0)
    /// Told whenever offsets are acknowledged.
    private let onAcknowledge: @Sendable ([Int32: Int64]) -> Void

    package init(
        _ machine: SimulatedMachine, _ broker: SimulatedBroker, _ habits: SourceHabits,
        start: [SnapshotPartition], clock: BatchClock,
        onAcknowledge: @escaping @Sendable ([Int32: Int64]) -> Void = { _ in }
    ) {
        self.machine = machine
        self.broker = broker
        self.habits = habits
        self.clock = clock
        self.onAcknowledge = onAcknowledge
        decoder = EventDecoder(schema: EventSchema())
        random = machine.random(.source)
        for part in start { positions[part.partition] = part.nextOffset }
        readTo = positions
        for partition in broker.log.partitions.indices.map(Int32.init) {
            assigned.insert(partition)
            if positions[partition] == nil {
                let first = broker.log.partitions[Int(partition)].first?.offset ?? 0
                positions[partition] = first
                unreported[partition] = first
            }
        }
    }

    package var assignedPartitions: Set<Int32>? { assigned }

    package func want(_ partition: Int32) {
        wanted = partition
        lagging[partition] = nil
    }

    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        try machine.operate("fill")
        if random.happens(habits.errorShare) { throw SimulatedSourceError() }
        let error = habits.clockErrorMax
        broker.produce(
            random.from(0...habits.producedMax), clockError: Int64(random.from(-error...error)))
        rebalance()
        if !random.happens(habits.emptyShare) { read(into: &batch) }
        if batch.nextOffsets.isEmpty { machine.pass(.milliseconds(100)) }
        let isAtEnd = isAtEnd
        board.withLock { $0 += isAtEnd ? 1 : 0 }
        return !isAtEnd || !habits.ends
    }

    package func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {
        try machine.operate("acknowledge \(nextOffsets.sorted { $0.key < $1.key })")
        broker.commit(nextOffsets)
        onAcknowledge(nextOffsets)
    }

    package func close() async {}

    /// Polls since everything was read.
    package nonisolated var silentPolls: Int { board.withLock { $0 } }

    /// Nothing will ever come any more.
    private var isAtEnd: Bool {
        broker.log.partitions.indices.allSatisfy {
            readTo[Int32($0)] ?? 0 >= broker.log.endOffset(of: $0)
        }
    }
}

// MARK: - Reading

extension SimulatedEventSource {
    private func read(into batch: inout InputBatch) {
        batch.clock = clock.read()
        var budget = random.from(1...habits.batchRecordsMax)
        var idle: Set<Int32> = []
        while budget > 0 {
            let candidates = assigned.subtracting(idle).filter { !isLagging($0) }.sorted()
            if candidates.isEmpty { break }
            var partition = random.one(of: candidates)
            if let wanted, candidates.contains(wanted), random.happens(0.8) { partition = wanted }
            let run = broker.available(
                partition, from: positions[partition] ?? 0,
                max: min(budget, random.from(1...habits.runMax)))
            if run.isEmpty { idle.insert(partition) }
            for record in run { take(record, partition, into: &batch) }
            budget -= run.count
        }
        if batch.recordCount > 0 {
            batch.nextOffsets.merge(unreported) { read, _ in read }
            unreported = [:]
            wanted = nil
        }
        machine.note("read \(batch.nextOffsets.sorted { $0.key < $1.key }) at \(batch.clock)")
    }

    private func take(_ record: LogRecord, _ partition: Int32, into batch: inout InputBatch) {
        let reason =
            if let payload = record.payload {
                payload.withUnsafeBytes {
                    decoder.decode(
                        $0, partition: partition, offset: record.offset, clock: batch.clock,
                        into: &batch.events)
                }
            } else {
                decoder.decode(
                    nil, partition: partition, offset: record.offset, clock: batch.clock,
                    into: &batch.events)
            }
        if let reason {
            batch.rejected.append(
                RejectedRecord(
                    position: SourcePosition(partition: partition, offset: record.offset),
                    reason: reason, key: record.key, payload: record.payload))
        }
        batch.payloadByteCount += record.payload?.count ?? 0
        batch.nextOffsets[partition] = record.offset + 1
        batch.anchors[partition] = RecordAnchor(
            offset: record.offset, fingerprint: UInt64(record.arrival))
        positions[partition] = record.offset + 1
        readTo[partition] = max(readTo[partition] ?? 0, record.offset + 1)
    }

    private func isLagging(_ partition: Int32) -> Bool {
        guard let polls = lagging[partition], polls > 0 else { return false }
        lagging[partition] = polls - 1
        return true
    }

    private func rebalance() {
        for partition in broker.log.partitions.indices.map(Int32.init) {
            if random.happens(habits.lagShare) { lagging[partition] = random.from(1...60) }
            guard
                random.happens(
                    assigned.contains(partition) ? habits.rebalanceShare : habits.returnShare)
            else {
                continue
            }
            if assigned.remove(partition) == nil {
                assigned.insert(partition)
                moveBack(partition)
            }
            machine.note("assigned \(assigned.sorted())")
        }
    }

    /// Fetching begins again a little earlier.
    private func moveBack(_ partition: Int32) {
        let records = broker.log.partitions[Int(partition)]
        let index = SimulatedLog.index(of: positions[partition] ?? 0, in: records)
        // Less than a few polls bring, or reading would never come to an end.
        let back = random.from(0...min(habits.repeatedMax, habits.batchRecordsMax))
        guard back > 0, index > 0 else { return }
        positions[partition] = records[max(0, index - back)].offset
    }
}
