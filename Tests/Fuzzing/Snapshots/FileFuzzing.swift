internal import CovisitCore
internal import Fuzzing
internal import Storage
internal import SystemPackage
internal import WireFormats

/// Has whole files loaded as the daemon loads them after a crash.
final class FileFuzzing {
    /// A good file.
    private let original: [UInt8]
    private let files = MemoryFileSystem()
    private let directory: SnapshotDirectory

    init() throws {
        let engine = SmallState.engine()
        let header = SnapshotHeader(
            topic: "events",
            partitions: [
                SnapshotPartition(
                    partition: 0, nextOffset: 17, anchor: RecordAnchor(offset: 16, fingerprint: 1)),
                SnapshotPartition(partition: 2, nextOffset: 0),
            ],
            sequence: 7, watermark: engine.watermark, eventCount: Int64(engine.eventCount),
            configuration: SmallState.configuration.stateKeys)
        let encoder = SnapshotEncoder(header)
        var sections: [UInt8] = []
        engine.beginCapture()
        while let chunk = engine.takeChunk() { sections += encoder.append(chunk) }
        original = encoder.finish() + sections
        directory = try SnapshotDirectory("/snapshots", on: files, isWritten: false)
    }

    /// The original with the input's changes and right checksums; nil: it cannot be used.
    func engine(changedBy changes: UnsafeRawBufferPointer) throws -> Engine? {
        var file = Replacement.patched(original, by: Array(changes))
        SnapshotSeal.seal(&file)
        return try engine(in: file)
    }

    /// The input as it is.
    func engine(in file: [UInt8]) throws -> Engine? {
        files.hold(file)
        let directory = directory
        do {
            let loaded = try runInline {
                let generation = try directory.generations()[0]
                let snapshot = try await generation.load(
                    in: directory, SmallState.configuration, workers: 1)
                return Loaded(engine: snapshot.engine)
            }
            return loaded.engine
        } catch let error where Self.isExplained(error) {
            return nil
        }
    }

    private static func isExplained(_ error: any Error) -> Bool {
        (error is SnapshotError || error is StateDamage || error is StateMismatch
            || error is FileError) && !"\(error)".isEmpty
    }
}

/// Safe: it leaves a task that has ended.
private struct Loaded: @unchecked Sendable {
    let engine: Engine
}
