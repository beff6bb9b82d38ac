package import StreamPipeline
package import WireFormats

/// Reads the events topic as a member of a consumer group.
///
/// **Where reading begins.** The group's committed offsets are never used. A partition begins
/// where the snapshot says, else where `KafkaSettings.start` says; a partition that this process
/// has read before goes on after the last record handed over, however often the group moves it
/// away and back. The last record counted is fetched once more where it is known, to see that the
/// topic is still the one that was read; it is not handed over.
///
/// **Recovery.** A topic that does not go on where the state left off is a `RecoveryProblem`, at
/// the start and later. The policy in `KafkaSettings.recovery` decides: reading goes on elsewhere,
/// with a notice, or `fill` throws a `RecoveryError`.
///
/// **Rebalances.** What the group decides during one `fill` is answered at the beginning of the
/// next. The pipeline fetches a batch ahead, so the batch before may still be in work then, and
/// what it delivers is committed with the next acknowledgement, if at all: committed offsets are
/// for lag tools, no restart depends on them.
/// Giving back commits the acknowledged offsets first, unless the assignment is lost already; then
/// the records that came with the news are dropped as well, since another member may have them.
///
/// **Failures.** What librdkafka mends by itself is counted and noticed. `fill` throws a
/// `KafkaError` when a topic is missing, access is denied or the client is fenced; records that
/// came before the failure are handed over first.
///
/// Call one method at a time, except `status`. `fill` waits 100 ms for a record, so `status`
/// waits no longer; only starting and rebalancing may take seconds.
package actor KafkaEventSource: EventSource {
    package nonisolated let name: String

    private let executor = ThreadExecutor()
    private let clock: @Sendable () -> Int64
    private let decoder: EventDecoder
    let settings: KafkaSettings
    let notify: KafkaNoticeHandler
    let client: ConsumerClient

    var progress = PartitionProgress()
    var commits = CommitSchedule()
    var counters = KafkaSourceStatus()
    var membership: GroupMembership
    /// Positions moved on purpose since the last batch, because the log holds other records there.
    var resets: [Int32: Int64] = [:]
    /// Thrown by the next `fill`.
    private var failure: (any Error)?
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - start: where a snapshot has left these partitions; empty: there is no snapshot.
    ///   - clock: milliseconds since 1970; read once a batch.
    package init(
        settings: KafkaSettings, schema: EventSchema, start: [SnapshotPartition] = [],
        clock: @escaping @Sendable () -> Int64, notify: @escaping KafkaNoticeHandler = { _ in }
    ) throws {
        name = settings.eventsTopic
        self.settings = settings
        self.clock = clock
        self.notify = notify
        decoder = EventDecoder(schema: schema)
        client = try ConsumerClient(
            ClientConfiguration(.consumer, settings), batchRecordsMax: settings.batchEventsMax)
        membership = GroupMembership(snapshot: start.map(\.partition))
        progress.begin(start)
    }

    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        if let failure { throw failure }
        do {
            try prepare()
            membership.getAnswers()
        } catch let error as KafkaError where error.isRetriable {
            // The cluster does not answer: the next `fill` tries again.
            membership.missAnswer()
            client.inbox.count(error)
            notify(.errorReported(error))
        } catch let error as RecoveryError {
            failure = error
            throw error
        }
        swap(&batch.resets, &resets)
        read(into: &batch)
        client.inbox.takeNotices().forEach(notify)
        commitIfDue()
        return true
    }

    package func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {
        commits.acknowledge(nextOffsets)
        commitIfDue()
    }

    package func close() async {
        await close(within: .seconds(10))
    }

    /// As `close()`, with a deadline of its own; false when the client had to be left behind.
    @discardableResult
    package func close(within timeout: Duration) async -> Bool {
        if isClosed { return true }
        let deadline = ContinuousClock.now + timeout
        commitNow(until: min(deadline, ContinuousClock.now + timeout / 2))
        isClosed = true
        let isDone = client.close(within: deadline - ContinuousClock.now)
        client.inbox.takeNotices().forEach(notify)
        if !isDone { notify(.closeAbandoned(undeliveredCount: 0)) }
        return isDone
    }

    /// Partitions that are ours at the moment; nil before the group has given any decision.
    package var assignedPartitions: Set<Int32>? {
        counters.assignmentCount == 0 ? nil : progress.assigned
    }

    package func status() async -> KafkaSourceStatus {
        var status = counters
        status.isConnected = client.inbox.isConnected
        status.errorCountByName = client.inbox.errorCounts
        status.statistics = client.inbox.statistics
        guard !isClosed else { return status }
        status.queuedRecordCount = client.queuedCount
        status.partitions = progress.assigned.sorted().map { partition in
            KafkaSourceStatus.Partition(
                partition: partition, nextOffset: progress.positions[partition],
                highWatermark: client.cachedWatermarks(of: name, partition)?.high,
                committedOffset: commits.committed[partition])
        }
        return status
    }
}

// MARK: - Reading

extension KafkaEventSource {
    private func read(into batch: inout InputBatch) {
        let inbox = client.inbox
        let reading = client.withRecords(
            idle: .milliseconds(100), linger: .milliseconds(settings.batchLingerMilliseconds)
        ) { messages in
            batch.clock = clock()
            // Only now: a lost assignment may have come with the records.
            let ours =
                inbox.isAssignmentLost
                ? [] : progress.assigned.subtracting(membership.suspects.keys)
            var reader = BatchReader(
                decoder: decoder, clock: batch.clock, progress: progress, ours: ours)
            reader.read(messages, into: &batch)
            return reader.result
        }
        note(reading, in: &batch)
        for error in reading.errors { take(error) }
        if let error = inbox.fatalError { failure = failure ?? error }
    }

    private func note(_ reading: BatchReader.Result, in batch: inout InputBatch) {
        reading.lookedAt.forEach { progress.verify($0) }
        for (partition, offset) in batch.nextOffsets {
            progress.advance(partition, to: offset, batch.anchors[partition])
        }
        for (partition, offset) in reading.rewritten {
            membership.suspects[partition] = .rewritten(at: offset)
        }
        counters.droppedRecordCount += reading.droppedCount
        counters.verifiedAnchorCount += reading.verifiedCount
        if batch.recordCount > 0 {
            // Who keeps the offsets must know of partitions without a record too.
            batch.nextOffsets.merge(progress.takeUnreported()) { read, _ in read }
        }
    }

    private func take(_ error: BatchReader.ReadError) {
        client.inbox.count(error.error)
        switch error.kind {
        case .outOfRange:
            notify(.errorReported(error.error))
            guard progress.assigned.contains(error.partition) else { return }
            membership.suspects[error.partition] = .outOfRange
        case .missing:
            notify(.errorReported(error.error))
            membership.missTopic(at: .now)
        case .stops: failure = failure ?? client.fatalError ?? error.error
        case .passes: notify(.errorReported(error.error))
        }
    }
}

// MARK: - Commits

extension KafkaEventSource {
    private func commitIfDue() {
        takeCommitAnswer(within: .zero)
        beginCommit(isUrgent: false)
    }

    /// Commits everything acknowledged and waits for the answer.
    func commitNow(until deadline: ContinuousClock.Instant) {
        awaitCommit(until: deadline)
        beginCommit(isUrgent: true)
        awaitCommit(until: deadline)
    }

    private func awaitCommit(until deadline: ContinuousClock.Instant) {
        while commits.isInFlight, ContinuousClock.now < deadline {
            takeCommitAnswer(within: .milliseconds(100))
        }
    }

    private func beginCommit(isUrgent: Bool) {
        guard
            let offsets = commits.begin(
                progress.assigned, at: ContinuousClock.now, isUrgent: isUrgent)
        else { return }
        do {
            try client.commit(name, offsets)
        } catch {
            failCommit(error as? KafkaError)
        }
    }

    private func takeCommitAnswer(within timeout: Duration) {
        switch client.takeCommitAnswer(within: timeout) {
        case nil: break
        case .committed: commits.succeed()
        case .failed(let error): failCommit(error)
        }
    }

    /// Not a failure of ours: the offsets stay due, and no restart depends on them.
    private func failCommit(_ error: KafkaError?) {
        commits.fail()
        guard let error else { return }
        client.inbox.count(error)
        notify(.commitFailed(error))
    }
}
