internal import ArgumentParser
internal import KafkaTransport
internal import Settings
internal import Storage
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// What `replay` reads, put together: files told by their content, or a topic.
struct ReplayInput {
    private static let topicPrefix = "kafka:"

    private(set) var source: any EventSource
    private(set) var progress: [InputProgress]
    private(set) var durability = Durability()
    /// Whether batches are those of a daemon, and must stay as they are.
    private(set) var hasDaemonBatches = false

    /// What decides on it, of the command's options.
    struct Options {
        var input: [String]
        var bounds: BoundOptions
        var journal: String?
        var limit: Int?
    }

    init(_ options: Options, _ settings: DaemonSettings) throws {
        let now = wallClockMilliseconds()
        let clock = BatchClock { now }
        durability.schema = settings.schema
        durability.clock = clock
        let journal = try options.journal.map(completeJournal)
        if let topic = Self.topic(of: options.input) {
            let reader = try KafkaTopicReader(
                settings: settings.kafka, topic: topic, from: options.bounds.from,
                to: options.bounds.to, journal: journal)
            hasDaemonBatches = journal != nil
            source = Self.source(reader, settings, options, clock)
            progress = [reader.progress]
            return
        }
        let files = options.input.map { FilePath($0) }
        if try Self.areTopicRecordings(files) {
            if journal != nil {
                throw UsageError(
                    "--journal does not go with the recording of a topic: give it to record, so "
                        + "that the recording holds the order")
            }
            let bounds = RecordedBounds(from: options.bounds.from, to: options.bounds.to)
            let reader = try RecordedTopicReader(files: files, bounds: bounds)
            hasDaemonBatches = reader.isConsumedOrder
            source = Self.source(reader, settings, options, clock)
            progress = [reader.progress]
            return
        }
        guard options.bounds.isWhole else {
            throw UsageError("--from and --to are for topics and recordings of topics")
        }
        let (name, batchEventsMax) = (settings.kafka.eventsTopic, settings.kafka.batchEventsMax)
        guard let journal else {
            let recorded = try RecordedEventSource(
                files: files, schema: settings.schema, name: name,
                batchEventsMax: batchEventsMax, limit: options.limit, clock: clock.read)
            source = recorded
            progress = [recorded.progress]
            return
        }
        durability.start.order = journal
        hasDaemonBatches = true
        let recorded = try PartitionedRecordingSource(
            files: files, schema: settings.schema, name: name, batchEventsMax: batchEventsMax,
            clock: clock.read)
        source = recorded
        progress = recorded.progress
    }

    static func isTopic(_ input: String) -> Bool { input.hasPrefix(topicPrefix) }

    /// The topic that is to be read; nil for files. Throws where both are named.
    static func checkInput(_ input: [String]) throws {
        let topics = input.filter { $0.hasPrefix(topicPrefix) }
        if topics.isEmpty { return }
        if input.count > 1 { throw ValidationError("a topic is an input alone") }
        if input == [topicPrefix] { throw ValidationError("kafka: needs the name of a topic") }
    }

    private static func topic(of input: [String]) -> String? {
        guard let first = input.first, first.hasPrefix(topicPrefix) else { return nil }
        return String(first.dropFirst(topicPrefix.count))
    }

    private static func areTopicRecordings(_ files: [FilePath]) throws -> Bool {
        let count = try files.count { try RecordedTopicReader.isRecording($0) }
        if count > 0, count < files.count {
            throw UsageError("recordings of topics and files of events do not go together")
        }
        return count > 0
    }

    private static func source(
        _ reader: any TopicReader, _ settings: DaemonSettings, _ options: Options,
        _ clock: BatchClock
    ) -> TopicEventSource {
        TopicEventSource(
            reader, schema: settings.schema, batchEventsMax: settings.kafka.batchEventsMax,
            limit: options.limit, clock: clock.read)
    }
}

/// Options that do not go together, found out only when the input was looked at.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
