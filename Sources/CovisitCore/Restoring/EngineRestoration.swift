import Synchronization

/// Builds an engine from the chunks of a snapshot, which it takes for hostile.
///
/// Every number is checked before it is used, and nothing is reserved for a count that the bytes
/// do not bear out. First the sections engine and directory, then shards: different ones side by
/// side from different tasks, the chunks of one in order. A section that threw is read no further.
package final class EngineRestoration: Sendable {
    private let matrixOfCaptured: [Int?]
    private let sessions: [ShardCell<SessionShard>]
    private let items: [ShardCell<ItemShard>]
    private let progress: [ShardCell<SectionProgress>]
    private let directory: Mutex<DirectoryReading>

    package init(_ configuration: EngineConfiguration, _ migration: StateMigration) {
        let parts = EngineParts(configuration)
        sessions = parts.sessions
        items = parts.items
        matrixOfCaptured = migration.matrixOfCaptured
        progress = (0..<StateSection.count).map { _ in ShardCell(SectionProgress()) }
        directory = Mutex(DirectoryReading(parts))
    }

    /// Reads a chunk of a section.
    package func restore(
        _ bytes: UnsafeRawBufferPointer, of section: StateSection
    ) throws(StateDamage) {
        let cell = progress[section.index]
        var progress = cell.withLock { progress in
            // What stays behind stands until the chunk has been read without an error.
            let taken = progress
            progress = .damaged
            return taken
        }
        guard !progress.isDamaged else {
            throw StateDamage(section, "was found damaged before")
        }
        try read(Array(bytes), of: section, &progress)
        cell.withLock { [progress] in $0 = progress }
    }

    /// An array, since no pointer may be taken into a shard's lock.
    private func read(
        _ bytes: [UInt8], of section: StateSection, _ progress: inout SectionProgress
    ) throws(StateDamage) {
        switch section {
        case .engine:
            try directory.withLock { directory throws(StateDamage) in
                try StateReader.reading(bytes, of: section, &progress) {
                    reader, progress throws(StateDamage) in
                    try directory.readEngine(&reader, &progress)
                }
            }
        case .directory:
            try directory.withLock { directory throws(StateDamage) in
                try StateReader.reading(bytes, of: section, &progress) {
                    reader, progress throws(StateDamage) in
                    try directory.readDirectory(&reader, &progress)
                }
            }
        case .sessions(let shard):
            let (ids, watermark) = try known(to: section)
            try sessions[shard].withLock { cell throws(StateDamage) in
                try StateReader.reading(bytes, of: section, &progress) {
                    reader, progress throws(StateDamage) in
                    try cell.restore(
                        &reader, &progress, shard: shard, latest: watermark, items: ids)
                }
            }
        case .items(let shard):
            let (ids, watermark) = try known(to: section)
            try items[shard].withLock { cell throws(StateDamage) in
                try StateReader.reading(bytes, of: section, &progress) {
                    reader, progress throws(StateDamage) in
                    try cell.restore(
                        &reader, &progress, shard: shard, matrixOfCaptured: matrixOfCaptured,
                        latest: watermark, ids: ids)
                }
            }
        }
    }

    /// What shards are held against.
    private func known(
        to section: StateSection
    ) throws(StateDamage) -> (ids: IDTable, watermark: Int64) {
        let known = directory.withLock { directory in
            directory.isComplete
                ? (directory.parts.directory.ids, directory.parts.directory.watermark) : nil
        }
        guard let known else {
            throw StateDamage(section, "comes before the directory is complete")
        }
        return known
    }

    /// The engine; once, after the last chunk.
    package func finish() throws(StateDamage) -> sending Engine {
        for index in 0..<StateSection.count {
            let progress = progress[index].withLock { $0 }
            guard let section = StateSection(index: index) else { continue }
            if progress.isDamaged { throw StateDamage(section, "is damaged") }
            if !progress.isComplete { throw StateDamage(section, "is missing or incomplete") }
        }
        let parts = directory.withLock { $0.takeParts() }
        guard let parts else { throw StateDamage(.engine, "has been restored already") }
        return Engine(parts)
    }
}
