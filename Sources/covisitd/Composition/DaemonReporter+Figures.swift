internal import KafkaTransport
internal import Operations
internal import Settings
internal import StreamPipeline

extension DaemonReporter {
    /// What the metrics are made of.
    func figures() async -> DaemonFigures {
        var figures = DaemonFigures()
        figures.status = await status()
        figures.pipeline = board.current
        figures.kafka = KafkaFigures(await source.status(), await sink.status())
        figures.process = .current
        figures.keepsDeadLetters = settings.kafka.deadLetterTopic != nil
        figures.snapshotIntervalSeconds = settings.snapshots.interval / .seconds(1)
        figures.journalBytesMax = settings.snapshots.journalByteCountMax
        return figures
    }
}

extension KafkaFigures {
    init(_ source: KafkaSourceStatus, _ sink: KafkaSinkStatus) {
        self.init()
        consumer = Client(source.isConnected, source.statistics, source.errorCountByName)
        producer = Client(sink.isConnected, sink.statistics, sink.errorCountByName)
        assignments = source.assignmentCount
        revocations = source.revocationCount
        losses = source.lossCount
        droppedRecords = source.droppedRecordCount
        lostRecords = source.lostRecordCount
        fetchQueueRecords = source.queuedRecordCount
        deliveredRecords = sink.deliveredCount
        retriedRecords = sink.retriedCount
        queuedRecords = sink.outstandingCount
        queuedBytes = sink.statistics.queuedByteCount
        deadLettersDropped = sink.deadLettersDroppedCount
        producersReplaced = sink.replacedCount
        produceErrors = sink.failedCountByName
        acknowledgeSeconds = sink.acknowledgeSeconds
    }
}

extension KafkaFigures.Client {
    fileprivate init(
        _ isConnected: Bool, _ statistics: ClientStatistics, _ errors: [String: Int]
    ) {
        self.init()
        self.isConnected = isConnected
        self.errors = errors
        sentBytes = statistics.sentByteCount
        receivedBytes = statistics.receivedByteCount
        brokers = statistics.brokers.map {
            KafkaFigures.Broker(
                nodeID: $0.nodeID, roundTripSeconds: $0.roundTripSeconds,
                roundTripSecondsP99: $0.roundTripSecondsP99)
        }
    }
}
