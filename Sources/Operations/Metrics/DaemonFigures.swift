package import StreamPipeline

/// Everything at one moment that the parts of the running daemon know of themselves, for metrics.
///
/// To add a metric: put the figure here, or use one that a status has already, and add a line to
/// the families in one of the files beside this one.
package struct DaemonFigures: Sendable {
    package var status = DaemonStatus()
    package var pipeline = PipelineStatus()
    package var kafka = KafkaFigures()
    package var process = ProcessFigures()
    /// Whether rejected records go to a dead-letter topic.
    package var keepsDeadLetters = false
    /// Bounds that the status does not show.
    package var snapshotIntervalSeconds = 0.0
    package var journalBytesMax = 0

    package init() {}

    /// All of it, as metrics.
    package var families: [MetricFamily] {
        streamFamilies + latencyFamilies + stateFamilies + snapshotFamilies + kafkaFamilies
            + processFamilies
    }
}

/// What the Kafka clients know.
package struct KafkaFigures: Sendable {
    /// One of the two clients of the daemon.
    package struct Client: Sendable {
        package var isConnected = false
        package var sentBytes = 0
        package var receivedBytes = 0
        package var brokers: [Broker] = []
        /// Errors that the client reported, by librdkafka's name.
        package var errors: [String: Int] = [:]

        package init() {}
    }

    package struct Broker: Sendable {
        package var nodeID: Int
        package var roundTripSeconds: Double?
        package var roundTripSecondsP99: Double?

        package init(nodeID: Int, roundTripSeconds: Double?, roundTripSecondsP99: Double?) {
            self.nodeID = nodeID
            self.roundTripSeconds = roundTripSeconds
            self.roundTripSecondsP99 = roundTripSecondsP99
        }
    }

    package var consumer = Client()
    package var producer = Client()

    package var assignments = 0
    package var revocations = 0
    package var losses = 0
    package var droppedRecords = 0
    package var lostRecords: Int64 = 0
    package var fetchQueueRecords = 0

    package var deliveredRecords = 0
    package var retriedRecords = 0
    package var queuedRecords = 0
    package var queuedBytes = 0
    package var deadLettersDropped = 0
    package var producersReplaced = 0
    /// Records that came back undelivered, by librdkafka's name of why.
    package var produceErrors: [String: Int] = [:]
    package var acknowledgeSeconds = Histogram.waits

    package init() {}
}

/// What the kernel knows of this process; nil where it does not tell.
package struct ProcessFigures: Sendable, Equatable {
    package var startSeconds: Double?
    package var cpuSeconds: Double?
    package var openFiles: Int?
    package var openFilesMax: Int?
    package var threads: Int?
    /// The least of what the machine has and what its control groups allow.
    package var memoryLimitBytes: Int?

    package init() {}
}
