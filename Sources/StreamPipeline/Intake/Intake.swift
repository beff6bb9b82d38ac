import WireFormats

/// A batch that nothing of has been counted yet, and that the order journal knows.
struct IntakeBatch: Sendable {
    var content = InputBatch()
    /// Its number since the state began; that of the batch before when this one is empty.
    var sequence: UInt64
    /// Records that came again although they were counted.
    var repeatedCount = 0
    /// Whether the input goes on.
    var more = true
}

/// The reading side of the loop: takes records from the source, drops what is counted already,
/// and writes the order down before handing a batch on.
///
/// After a crash it first makes the batches of the past again, in their order and judged by
/// their clock.
actor Intake {
    /// Empty polls after which a partition that is not ours is not waited for any more.
    private static let patience = 100

    private let source: any EventSource
    private let journal: (any OrderJournal)?
    private let clock: BatchClock
    private let notify: PipelineNoticeHandler
    private var positions: IntakePositions
    private var sequence: UInt64
    private var order: JournaledOrder
    private var isRepeating: Bool
    private var emptyPolls = 0

    init(
        source: any EventSource, _ durability: Durability, notify: @escaping PipelineNoticeHandler
    ) {
        self.source = source
        self.notify = notify
        journal = durability.journal
        clock = durability.clock
        let start = durability.start
        positions = IntakePositions(start.partitions)
        sequence = start.sequence
        order = JournaledOrder(start.order, decoder: EventDecoder(schema: durability.schema))
        isRepeating = !start.order.isEmpty
        guard let earliest = start.order.map(\.clock).min() else { return }
        clock.hold(at: earliest)
        notify(.orderRepeating(batches: start.order.count))
    }

    /// Asks the source once; an empty batch means that nothing is ready.
    func next() async throws -> IntakeBatch {
        if isRepeating, let batch = takeRepeated() { return batch }
        if isRepeating, let missing = order.missingPartition(positions) {
            await source.want(missing)
        }
        var content = InputBatch()
        let more = try await source.fill(&content)
        let repeatedCount = positions.admit(&content)
        var batch = IntakeBatch(sequence: sequence, repeatedCount: repeatedCount, more: more)
        if isRepeating {
            let isEmpty = content.nextOffsets.isEmpty
            order.add(content)
            guard let repeated = takeRepeated() else {
                return try await wait(batch, sourceIsEmpty: isEmpty)
            }
            batch.content = repeated.content
            batch.sequence = repeated.sequence
            // What was read ahead comes before the end.
            batch.more = true
            return batch
        }
        try await admit(content, into: &batch)
        return batch
    }

    /// Gives a new batch its number and writes it down.
    private func admit(_ content: InputBatch, into batch: inout IntakeBatch) async throws {
        batch.content = content
        guard !content.nextOffsets.isEmpty else { return }
        sequence += 1
        batch.sequence = sequence
        await journal?.append(content.record(sequence: sequence))
    }
}

// MARK: - The past

extension Intake {
    private func takeRepeated() -> IntakeBatch? {
        guard let (content, number) = order.take(positions) else { return nil }
        sequence = number
        emptyPolls = 0
        return IntakeBatch(content: content, sequence: number)
    }

    /// Nothing is ready: the past is over, its records are still to come, or never will.
    private func wait(_ batch: IntakeBatch, sourceIsEmpty: Bool) async throws -> IntakeBatch {
        if order.remainingCount == 0 {
            notify(.orderRepeated)
        } else if !batch.more {
            notify(.orderUnfinished(batches: order.remainingCount))
        } else if await isHopeless(sourceIsEmpty), let partition = order.missingPartition(positions)
        {
            notify(.orderAbandoned(partition: partition, batches: order.remainingCount))
        } else {
            return batch
        }
        isRepeating = false
        // What was accepted by the held clock must be so by the one that is written down.
        let now = max(clock.release() ?? .min, clock.read())
        if order.remainingCount > 0 { await journal?.cut(after: sequence) }
        var batch = batch
        try await admit(order.drain(clock: now), into: &batch)
        return batch
    }

    private func isHopeless(_ sourceIsEmpty: Bool) async -> Bool {
        emptyPolls = sourceIsEmpty ? emptyPolls + 1 : 0
        guard emptyPolls >= Self.patience, let missing = order.missingPartition(positions),
            let assigned = await source.assignedPartitions
        else { return false }
        return !assigned.contains(missing)
    }
}
