package import CovisitCore
package import SystemPackage
import Synchronization
package import WireFormats

/// State as a generation had it.
package struct LoadedSnapshot {
    package let engine: Engine
    package let header: SnapshotHeader
    /// The file's path.
    package let place: String
    /// What was taken over although the configuration differs, in words.
    package let notes: [String]
}

/// Learns which share of a generation is restored, 0 to 1, from any thread.
package typealias RestoreProgressHandler = @Sendable (_ share: Double) -> Void

extension Generation {
    /// Restores the engine that this generation holds; sections of shards side by side.
    ///
    /// - Throws: `SnapshotError`, `StateDamage` or `FileError` for a file that cannot be used,
    ///   `StateMismatch` for a configuration that its state does not go with.
    package func load(
        in directory: SnapshotDirectory, _ configuration: EngineConfiguration, workers: Int,
        progress: @escaping RestoreProgressHandler = { _ in }
    ) async throws -> LoadedSnapshot {
        try await SnapshotFile.load(
            path, configuration, workers: workers, on: directory.files, progress: progress)
    }
}

extension SnapshotFile {
    /// As `Generation.load`, of any file.
    package static func load(
        _ path: FilePath, _ configuration: EngineConfiguration, workers: Int,
        on files: any FileSystem = PosixFileSystem(),
        progress: @escaping RestoreProgressHandler = { _ in }
    ) async throws -> LoadedSnapshot {
        let first = try SnapshotFile(path, on: files)
        let header = first.prefix.header
        let migration = try StateMigration(from: header.configuration, to: configuration)
        let restoration = EngineRestoration(configuration, migration)
        let meter = RestoreMeter(first.prefix, progress)
        let decoder = SectionDecoder()
        for section in [StateSection.engine, .directory] {
            try first.read(section, by: decoder) { try restoration.restore($0, of: section) }
            meter.finished(section)
        }
        let next = SectionQueue(from: StateSection.directory.index + 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, workers) {
                group.addTask {
                    let file = try SnapshotFile(path, on: files)
                    let decoder = SectionDecoder()
                    while let section = next.take() {
                        try file.read(section, by: decoder) {
                            try restoration.restore($0, of: section)
                        }
                        meter.finished(section)
                    }
                }
            }
            try await group.waitForAll()
        }
        return LoadedSnapshot(
            engine: try restoration.finish(), header: header, place: path.string,
            notes: migration.notes)
    }
}

/// Deals out sections to workers.
private final class SectionQueue: Sendable {
    private let next: Atomic<Int>

    init(from index: Int) {
        next = Atomic(index)
    }

    func take() -> StateSection? {
        StateSection(index: next.wrappingAdd(1, ordering: .relaxed).oldValue)
    }
}

/// Adds up the bytes of sections that are restored.
private final class RestoreMeter: Sendable {
    private let byteCounts: [Int]
    private let byteCount: Int
    private let done = Atomic(0)
    private let progress: RestoreProgressHandler

    init(_ prefix: SnapshotPrefix, _ progress: @escaping RestoreProgressHandler) {
        byteCounts = prefix.sections.map(\.storedByteCount)
        byteCount = byteCounts.reduce(0, +)
        self.progress = progress
        progress(0)
    }

    func finished(_ section: StateSection) {
        let sum = done.wrappingAdd(byteCounts[section.index], ordering: .relaxed).newValue
        progress(Double(sum) / Double(max(1, byteCount)))
    }
}
