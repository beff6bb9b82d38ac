internal import ArgumentParser
internal import Glibc
internal import KafkaTransport
internal import Settings
internal import Storage
internal import StreamPipeline
internal import Synchronization
internal import SystemPackage
internal import WireFormats

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a topic, or a part of it, into a file that replay reads.",
        discussion: """
            Keeps partitions, offsets, times, keys, values and headers, packed. Records come in \
            the order of their times; with --journal in the order in which the daemon has read \
            them, with its batches, so that replay repeats the live run to the byte. A file that \
            is there is gone on with, from where it ends. Nothing is committed anywhere.
            """)

    @OptionGroup var settings: SettingsOptions

    @Option(help: "The topic; by default kafka.topics.events.")
    var topic: String?

    @Option(help: ArgumentHelp("The recording, new or to be gone on with.", valueName: "file"))
    var output: String

    @OptionGroup var bounds: BoundOptions

    @Option(
        help: ArgumentHelp(
            "The snapshot directory of the daemon, whose order journal says in which order it has "
                + "read; what it has not read is left out.",
            valueName: "directory"))
    var journal: String?

    func validate() throws {
        if output.isEmpty || output == "-" {
            throw ValidationError("--output needs a file: it is read, and gone on with")
        }
    }

    mutating func run() async throws {
        let command = self
        try await reporting { try await command.record(try command.settings.load()) }
    }

    @concurrent
    private func record(_ settings: DaemonSettings) async throws {
        let topic = topic ?? settings.kafka.eventsTopic
        let order = try journal.map(completeJournal)
        let writer = try TopicRecordingWriter(FilePath(output))
        if let found = writer.header { try check(found, topic) }
        let reader = try KafkaTopicReader(
            settings: settings.kafka, topic: topic, from: bounds.from, to: bounds.to,
            after: writer.header.map { ($0, writer.positions) }, journal: order)
        if writer.header == nil {
            try writer.begin(
                TopicRecordingHeader(
                    topic: topic, isConsumedOrder: order != nil,
                    firstOffsets: reader.range.firstOffsets))
        }
        let start = ContinuousClock.now
        let count = try await copy(reader, to: writer)
        try writer.finish()
        await reader.close()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        writeError(
            "\(count) records of topic \"\(topic)\" in \((seconds * 100).rounded() / 100) s; "
                + "\(output) has \(writer.byteCount) bytes")
    }

    /// Returns how many records that were.
    private func copy(
        _ reader: KafkaTopicReader, to writer: TopicRecordingWriter
    ) async throws -> Int {
        let count = RecordCount()
        try await withThrowingDiscardingTaskGroup { group in
            if isatty(2) == 1 {
                let bar = ProgressBar([reader.progress], unit: "records") { count.value }
                group.addTask { await bar.run() }
            }
            while let entries = try await reader.next() {
                for entry in entries {
                    try writer.append(entry)
                    if case .record = entry { count.add(1) }
                }
            }
            group.cancelAll()
        }
        return count.value
    }

    private func check(_ found: TopicRecordingHeader, _ topic: String) throws {
        if found.topic != topic {
            throw OtherRecording(path: output, cause: "it is of topic \"\(found.topic)\"")
        }
        if found.isConsumedOrder != (journal != nil) {
            throw OtherRecording(
                path: output,
                cause: found.isConsumedOrder
                    ? "it was begun with --journal" : "it was begun without --journal")
        }
    }
}

/// Counted by one task, shown by another.
private final class RecordCount: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add(_ more: Int) {
        count.wrappingAdd(more, ordering: .relaxed)
    }
}

/// A recording that cannot be gone on with as asked.
struct OtherRecording: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String {
        "cannot go on with recording \(path): \(cause). Go on as it was begun, or name another file"
    }
}
