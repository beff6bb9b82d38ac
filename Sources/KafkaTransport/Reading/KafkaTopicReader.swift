internal import CRdkafka
package import StreamPipeline
package import WireFormats

/// Reads a part of a topic that has an end, as a member of no group: nothing is committed, and
/// nobody's partitions move.
///
/// The order is that of an order journal, or by the records' time: the same each time. Partitions
/// have a bounded queue each, so that some can wait while others are read.
package actor KafkaTopicReader: TopicReader {
    private static let entryCountMax = 1_024
    private static let byteCountMax = 1 << 20
    private static let answerTimeout: Duration = .seconds(10)
    /// How long nothing may come while there is something to come.
    private static let patience: Duration = .seconds(30)

    package nonisolated let topic: String
    package nonisolated let progress: InputProgress
    /// What is read.
    package nonisolated let range: TopicRange
    private let executor = ThreadExecutor()
    private let client: ConsumerClient
    /// Of the partitions that have something to be read.
    private var cursors: [PartitionCursor]
    /// nil: by time.
    private var journal: JournaledReading?
    /// A batch of the journal that none of the records read so far belongs to.
    private var pendingBatch: JournalRecord?
    /// Since when nothing has come.
    private var waitingSince: ContinuousClock.Instant?
    private var lastError: KafkaError?
    private var isClosed = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Finds out what is to be read; takes up to a minute where the cluster does not answer.
    ///
    /// - Parameters:
    ///   - settings: how to reach the cluster; its topics are not used.
    ///   - recording: what is recorded already, to go on behind it; `first` then counts for
    ///     partitions that are new.
    ///   - journal: the whole order journal of a daemon, to read what that has read.
    package init(
        settings: KafkaSettings, topic: String, from first: TopicBound, to end: TopicBound,
        after recording: (header: TopicRecordingHeader, positions: RecordedPositions)? = nil,
        journal: [JournalRecord]? = nil
    ) throws {
        let configuration = ClientConfiguration(withoutGroup: settings)
        // How many partitions there are decides how the client that reads is made.
        var range = try ConsumerClient.asking(configuration) { client in
            try TopicRangeQuery(client: client, topic: topic, timeout: Self.answerTimeout)
                .resolve(from: first, to: end)
        }
        if let recording {
            range = try range.goingOn(after: recording.positions.nextOffsets, in: topic)
        }
        let reading = journal.map {
            JournaledReading($0, after: recording?.positions.sequence ?? 0)
        }
        if let reading {
            try reading.check(
                recording?.positions, since: recording?.header.firstOffsets ?? [:])
            range = try range.limited(
                to: reading, in: topic, isWhole: recording == nil && first == .earliest)
        }
        self.topic = topic
        self.range = range
        self.journal = reading
        progress = InputProgress(total: range.offsetCount)
        let client = try ConsumerClient(
            configuration.withQueues(range.firstOffsets.count, settings), batchRecordsMax: 16)
        self.client = client
        cursors = try range.firstOffsets.sorted { $0.key < $1.key }.compactMap { partition, first in
            guard let end = range.ends[partition], first < end else { return nil }
            return try PartitionCursor(
                client, topic: topic, partition: partition, from: first, to: end)
        }
        let offsets = cursors.map { ($0.partition, $0.position) }
        try client.assign(topic, Dictionary(uniqueKeysWithValues: offsets))
    }

    package func next() async throws -> [TopicEntry]? {
        var entries: [TopicEntry] = []
        var byteCount = 0
        while entries.count < Self.entryCountMax, byteCount < Self.byteCountMax,
            let (cursor, message) = try nextRecord()
        {
            if let batch = pendingBatch { entries.append(.batch(batch)) }
            pendingBatch = nil
            byteCount += message.pointee.len + message.pointee.key_len
            entries.append(.record(TopicRecord(copying: message)))
            let position = cursor.position
            cursor.advance()
            progress.add(Int(cursor.position - position))
        }
        client.wakeFetchers()
        return entries.isEmpty ? nil : entries
    }

    /// Records that wait in librdkafka.
    var queuedCount: Int { cursors.reduce(0) { $0 + $1.queuedCount } }

    package func close() async {
        if isClosed { return }
        isClosed = true
        cursors = []
        _ = client.close(within: .seconds(5))
    }
}

// MARK: - Order

extension KafkaTopicReader {
    private typealias Message = UnsafePointer<rd_kafka_message_t>

    private func nextRecord() throws -> (PartitionCursor, Message)? {
        journal == nil ? try earliest() : try journaled()
    }

    private func earliest() throws -> (PartitionCursor, Message)? {
        var found: (cursor: PartitionCursor, message: Message)?
        var earliest = Int64.max
        for cursor in cursors where !cursor.isAtEnd {
            guard let message = try awaitRecord(of: cursor) else { continue }
            let time = recordTime(of: message) ?? .min
            guard found == nil || time < earliest else { continue }
            found = (cursor, message)
            earliest = time
        }
        return found
    }

    private func journaled() throws -> (PartitionCursor, Message)? {
        while let step = journal?.step {
            switch step {
            case .batch(let batch): pendingBatch = batch
            case .read(let partition, let end):
                if let cursor = cursors.first(where: { $0.partition == partition }),
                    cursor.position < end, let message = try awaitRecord(of: cursor),
                    message.pointee.offset < end
                {
                    return (cursor, message)
                }
            }
            journal?.advance()
        }
        return nil
    }

    /// The next record of a partition, however long it takes; nil at its end.
    private func awaitRecord(of cursor: PartitionCursor) throws -> Message? {
        let position = cursor.position
        defer { if cursor.isAtEnd { progress.add(Int(cursor.position - position)) } }
        waitingSince = nil
        while !cursor.isAtEnd {
            if let message = try cursor.peek(within: .milliseconds(100)) { return message }
            if !cursor.isAtEnd { try idle() }
        }
        return nil
    }

    /// Serves the client while nothing comes; throws when that takes too long.
    private func idle() throws {
        try Task.checkCancellation()
        client.withRecords(idle: .zero, linger: .zero) { _ in }
        client.wakeFetchers()
        if let error = client.fatalError { throw error }
        for case .errorReported(let error) in client.inbox.takeNotices() { lastError = error }
        let since = waitingSince ?? .now
        waitingSince = since
        guard ContinuousClock.now - since > Self.patience else { return }
        throw lastError
            ?? KafkaError(
                RD_KAFKA_RESP_ERR__TIMED_OUT,
                "nothing has come from topic \"\(topic)\" for \(Self.patience)")
    }
}

extension ClientConfiguration {
    /// For partitions with a queue each, which share the memory that is meant for what comes in.
    fileprivate func withQueues(_ count: Int, _ settings: KafkaSettings) -> ClientConfiguration {
        let byteCount = settings.inputQueueByteCount / max(1, count)
        var configuration = self
        configuration.set("queued.max.messages.kbytes", "\(max(64, byteCount / 1024))")
        configuration.set("queued.min.messages", "\(max(100, byteCount / 512))")
        // An end without a record before it has to be seen too.
        configuration.set("enable.partition.eof", "true")
        return configuration
    }
}
