package import StreamPipeline
package import WireFormats

/// Reads the events topic as a member of a consumer group.
///
/// **Where reading begins.** The group's committed offsets are never used. A partition begins
/// where `startOffsets` says (a snapshot), else where `KafkaSettings.start` says; a partition that
/// this process has read before goes on after the last record handed over, however often the
/// group moves it away and back.
///
/// **Rebalances.** What the group decides during one `fill` is answered at the beginning of the
/// next. The pipeline fetches a batch ahead, so the batch before may still be in work then, and
/// what it delivers is committed with the next acknowledgement, if at all: committed offsets are
/// for lag tools, no restart depends on them.
/// Giving back commits the acknowledged offsets first, unless the assignment is lost already; then
/// the records that came with the news are dropped as well, since another member may have them.
///
/// **Failures.** What librdkafka mends by itself is counted and noticed. `fill` throws a
/// `KafkaError` when a topic is missing, an offset is gone, access is denied or the client is
/// fenced; records that came before the failure are handed over first.
///
/// Call one method at a time, except `status`. `fill` waits 100 ms for a record, so `status`
/// waits no longer; only starting and rebalancing may take seconds.
package actor KafkaEventSource: EventSource {
    package nonisolated let name: String

    private let executor = ThreadExecutor()
    private let settings: KafkaSettings
    private let clock: @Sendable () -> Int64
    private let notify: KafkaNoticeHandler
    private let client: ConsumerClient
    private let decoder: EventDecoder

    private var progress = PartitionProgress()
    private var commits = CommitSchedule()
    private var counters = KafkaSourceStatus()
    /// Thrown by the next `fill`.
    private var failure: KafkaError?
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - startOffsets: where to begin in these partitions, instead of `settings.start`.
    ///   - clock: milliseconds since 1970; read once a batch.
    package init(
        settings: KafkaSettings, schema: EventSchema, startOffsets: [Int32: Int64] = [:],
        clock: @escaping @Sendable () -> Int64, notify: @escaping KafkaNoticeHandler = { _ in }
    ) throws {
        name = settings.eventsTopic
        self.settings = settings
        self.clock = clock
        self.notify = notify
        decoder = EventDecoder(schema: schema)
        client = try ConsumerClient(
            ClientConfiguration(.consumer, settings), batchRecordsMax: settings.batchEventsMax)
        progress.begin(startOffsets)
    }

    package func fill(_ batch: inout InputBatch) async throws -> Bool {
        batch.removeAll()
        if let failure { throw failure }
        do {
            try prepare()
        } catch let error as KafkaError where error.isRetriable {
            // The cluster does not answer: the next `fill` tries again.
            client.inbox.count(error)
            notify(.errorReported(error))
        }
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

    package func status() async -> KafkaSourceStatus {
        var status = counters
        status.isConnected = client.inbox.isConnected
        status.errorCountByName = client.inbox.errorCounts
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
            // Only now: a lost assignment may have come with the records.
            let ours = inbox.isAssignmentLost ? [] : progress.assigned
            var reader = BatchReader(
                decoder: decoder, clock: clock(), progress: progress, ours: ours)
            reader.read(messages, into: &batch)
            return reader.result
        }
        for (partition, offset) in batch.nextOffsets { progress.advance(partition, to: offset) }
        counters.droppedRecordCount += reading.droppedCount
        for error in reading.errors { take(error) }
        if let error = inbox.fatalError { failure = failure ?? error }
    }

    private func take(_ error: BatchReader.ReadError) {
        client.inbox.count(error.error)
        switch error.kind {
        case .outOfRange:
            let offsets = StartOffsets(client: client, topic: name)
            let marks = try? client.queryWatermarks(
                of: name, error.partition, within: .seconds(1))
            failure = failure ?? offsets.outOfRange(error.partition, error.offset, marks)
        case .stops: failure = failure ?? client.fatalError ?? error.error
        case .passes: notify(.errorReported(error.error))
        }
    }
}

// MARK: - The group

extension KafkaEventSource {
    /// Subscribes, and answers the group.
    private func prepare() throws {
        if !counters.isSubscribed {
            // Also because librdkafka 2.0.2 crashes on batches from a topic that is not there.
            _ = try client.partitionCount(of: name, within: .milliseconds(500))
            try client.subscribe(to: name)
            counters.isSubscribed = true
        }
        while let rebalance = client.inbox.rebalances.first {
            switch rebalance {
            case .assign(let partitions) where client.inbox.rebalances.count == 1:
                try assign(partitions)
            case .assign: break  // Taken back before we could answer.
            case .revoke(let isLost): try revoke(isLost: isLost)
            }
            client.inbox.answered()
        }
    }

    private func assign(_ partitions: [Int32]) throws {
        let offsets = StartOffsets(client: client, topic: name)
        let unknown = progress.unknown(among: partitions)
        let known = progress.positions.filter { partitions.contains($0.key) }
        try offsets.check(known)
        progress.begin(try offsets.resolve(unknown, by: settings.start))
        let assigned = progress.assign(partitions)
        try client.assign(name, assigned)
        counters.assignmentCount += 1
        notify(.partitionsAssigned(assigned))
    }

    private func revoke(isLost: Bool) throws {
        if isLost {
            counters.lossCount += 1
        } else {
            commitNow(until: ContinuousClock.now + .seconds(3))
        }
        let partitions = progress.revoke()
        commits.revoke()
        try client.unassign()
        counters.revocationCount += 1
        notify(.partitionsRevoked(partitions, lost: isLost))
    }
}

// MARK: - Commits

extension KafkaEventSource {
    private func commitIfDue() {
        takeCommitAnswer(within: .zero)
        beginCommit(isUrgent: false)
    }

    /// Commits everything acknowledged and waits for the answer.
    private func commitNow(until deadline: ContinuousClock.Instant) {
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
