internal import CovisitCore
internal import FoundationEssentials
internal import Glibc
internal import KafkaTransport
internal import Operations
internal import Settings
internal import Storage
internal import StreamPipeline
internal import SystemPackage
internal import WireFormats

/// The daemon on an embedded broker, fed by a recording, watched by a table.
struct Demo: Sendable {
    private let settings: DaemonSettings
    private let eventsPerSecond: Int
    private let limit: Duration?
    private let stop = StopSignal()
    private let board = DemoBoard()

    init(_ settings: DaemonSettings, speed: Int, limit: Duration?) {
        self.settings = settings
        eventsPerSecond = speed
        self.limit = limit
    }

    @concurrent
    func run() async throws {
        guard let recording = BundledRecording.path else { throw DemoError.recordingMissing }
        let broker = try EmbeddedBroker()
        let settings = settings(for: broker)
        let kafka = settings.kafka
        try await broker.createTopic(kafka.eventsTopic, partitionCount: 1)
        try await broker.createTopic(kafka.recommendationsTopic, partitionCount: 1)
        try await broker.createTopic(kafka.relatedItemsTopic, partitionCount: 1)
        if let deadLetters = kafka.deadLetterTopic {
            try await broker.createTopic(deadLetters, partitionCount: 1)
        }
        writeLine("embedded broker at \(broker.bootstrapServers); starting the daemon ...")

        let screen = DemoScreen(broker: broker.bootstrapServers)
        let daemon = Daemon(settings, stop: stop, onStatus: board.set)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                try await untilCancelled { try await show(screen) }
            }
            group.addTask { try await untilCancelled { try await read(kafka) } }
            group.addTask {
                try await untilCancelled { try await play(recording, kafka, settings.schema) }
            }
            if let limit {
                group.addTask {
                    try await untilCancelled {
                        // --for: the demo's length.
                        try await Task.sleep(for: limit)
                        stop.request()
                    }
                }
            }
            try await daemon.run()
            group.cancelAll()
        }
        await broker.close()
        let state = board.snapshot
        writeLine(screen.headline(state))
        if state.received == 0 { throw DemoError.nothingPublished }
    }

    private func settings(for broker: EmbeddedBroker) -> DaemonSettings {
        var settings = settings
        settings.kafka.bootstrapServers = broker.bootstrapServers
        settings.kafka.groupInstanceID = nil
        settings.kafka.start = .earliest
        // The embedded broker does not wake a waiting fetch when records come.
        settings.kafka.properties["fetch.wait.max.ms"] = "5"
        return settings
    }

    /// Plays the recording at the chosen speed, once the daemon consumes; then asks for the end.
    private func play(_ path: FilePath, _ kafka: KafkaSettings, _ schema: EventSchema) async throws
    {
        // The status comes once a second; there is nothing to be woken by.
        while board.snapshot.daemon.phase != .consuming {
            try await Task.sleep(for: .milliseconds(50))
        }
        let source = try RecordedEventSource(files: [path], schema: schema, batchEventsMax: 1_000)
        let player = try KafkaRecordPlayer(settings: kafka)
        let start = ContinuousClock.now
        var batch = InputBatch()
        var value: [UInt8] = []
        while try await source.fill(&batch) {
            for event in batch.events.events {
                let due = start + .seconds(1) * Double(event.offset) / Double(eventsPerSecond)
                // --speed: events have their times.
                if due > .now { try await Task.sleep(until: due) }
                value.removeAll(keepingCapacity: true)
                EventEncoder.append(event, arena: batch.events.arena, to: &value)
                board.sent(
                    session: event.session.integer, item: event.item.integer, type: event.type)
                try await player.play(key: Array("\(event.session.integer)".utf8), value: value)
            }
        }
        try await player.flush()
        await player.close()
        if limit == nil {
            // Time to see the last lists on the screen.
            try await Task.sleep(for: .seconds(2))
            stop.request()
        }
    }

    private func read(_ kafka: KafkaSettings) async throws {
        struct Published: Decodable {
            struct Source: Decodable { var offset: Int }
            var session: Int64
            var source: Source
            var clicks: [Int64]
            var orders: [Int64]
        }
        let reader = try KafkaTailReader(settings: kafka, topic: kafka.recommendationsTopic)
        let decoder = JSONDecoder()
        do {
            while !Task.isCancelled {
                for record in try await reader.read(waiting: .milliseconds(100)) {
                    let value = Data(record.value ?? [])
                    let published = try decoder.decode(Published.self, from: value)
                    board.received(
                        session: published.session, offset: published.source.offset,
                        lists: DemoBoard.Lists(clicks: published.clicks, orders: published.orders))
                }
            }
        } catch {
            await reader.close()
            throw error
        }
        await reader.close()
    }

    private func show(_ screen: DemoScreen) async throws {
        let isTerminal = isatty(1) == 1
        while true {
            try await Task.sleep(for: .milliseconds(isTerminal ? 500 : 1_000))
            let state = board.snapshot
            if isTerminal {
                StandardStream.output.write("\u{1B}[H\u{1B}[2J" + screen.table(state) + "\n")
            } else {
                writeLine(screen.lines(state))
            }
        }
    }
}

/// A task of the demo ends without a fuss when the demo does.
private func untilCancelled(_ body: () async throws -> Void) async throws {
    do { try await body() } catch is CancellationError {}
}

enum DemoError: Error, CustomStringConvertible {
    case recordingMissing
    case nothingPublished

    var description: String {
        switch self {
        case .recordingMissing:
            "the demo's recording is missing: covisitd_covisitd.resources beside the program, or "
                + "../share/covisitd, has to hold it; install the package again"
        case .nothingPublished: "the demo ended before any list was published; give it more time"
        }
    }
}
