internal import SystemPackage
package import CovisitCore
package import StreamPipeline
internal import WireFormats

/// What a start has found in its snapshot directory.
package struct RecoveredState {
    package let engine: Engine
    package let start: IntakeStart
    /// nil: the state is empty.
    package let snapshot: LoadedSnapshot?
}

/// What recovery tells the operator.
package enum RecoveryNotice: Sendable {
    /// A generation cannot be used; the one before is tried.
    case generationDamaged(Generation, cause: String)
    /// The order of batches is known only so far.
    case journalDamaged(cause: String)
}

/// There are generations, and none of them can be used.
package struct NoGoodGeneration: Error, Sendable, CustomStringConvertible {
    package let directory: String
    package let causes: [String]

    package var description: String {
        "no snapshot in \(directory) can be used: " + causes.joined(separator: "; ")
            + ". Put back a copy, or set recovery.damaged to restart: begin with an empty state"
    }
}

extension SnapshotDirectory {
    /// Restores the newest good generation, and finds the order of what came after it; a torn
    /// end of the journal is cut off. Without any generation the state is empty, and the journal
    /// begins with the first batch ever.
    package func recover(
        _ configuration: EngineConfiguration, workers: Int,
        notify: (RecoveryNotice) -> Void = { _ in },
        progress: @escaping RestoreProgressHandler = { _ in }
    ) async throws -> RecoveredState {
        let snapshot = try await newestGood(
            configuration, workers: workers, progress: progress, notify: notify)
        let sequence = snapshot?.header.sequence ?? 0
        let journal = try journal(after: sequence)
        if let damage = journal.damage { notify(.journalDamaged(cause: damage)) }
        try cutJournal(after: sequence + UInt64(journal.records.count))
        return RecoveredState(
            engine: snapshot?.engine ?? Engine(configuration),
            start: IntakeStart(
                partitions: snapshot?.header.partitions ?? [], sequence: sequence,
                order: journal.records),
            snapshot: snapshot)
    }

    /// An empty state whose batches are numbered behind everything that the directory holds, but
    /// for a journal's end that cannot be read, which is cut off.
    package func beginAgain(_ configuration: EngineConfiguration) throws -> RecoveredState {
        let newest = try generations().first?.sequence ?? 0
        let recorded = try journal(after: newest).records.last?.sequence ?? newest
        try cutJournal(after: recorded)
        // One number is left out, so that the order of the past does not go on with the new one.
        let sequence = recorded == 0 ? 0 : recorded + 1
        return RecoveredState(
            engine: Engine(configuration),
            start: IntakeStart(partitions: [], sequence: sequence, order: []), snapshot: nil)
    }

    private func newestGood(
        _ configuration: EngineConfiguration, workers: Int,
        progress: @escaping RestoreProgressHandler, notify: (RecoveryNotice) -> Void
    ) async throws -> LoadedSnapshot? {
        var causes: [String] = []
        var damaged: [Generation] = []
        for generation in try generations() {
            do {
                let snapshot = try await generation.load(
                    in: self, configuration, workers: workers, progress: progress)
                guard snapshot.header.sequence == generation.sequence else {
                    throw SnapshotError(
                        .damaged, "it is snapshot \(snapshot.header.sequence) under another name")
                }
                // Only now: without a good one every trace is worth keeping where it is. And
                // for good, before anything is published: it must not be the newest again.
                try putAside(damaged)
                return snapshot
            } catch let error as StateMismatch {
                throw error
            } catch let error as SnapshotError where error.code == .unknownVersion {
                throw error
            } catch let error as FileError where !error.isMedium {
                // It may be there the next time, and going back would be for nothing.
                throw error
            } catch {
                causes.append("\(generation.path.lastComponent?.string ?? ""): \(error)")
                notify(.generationDamaged(generation, cause: "\(error)"))
                damaged.append(generation)
            }
        }
        if causes.isEmpty { return nil }
        throw NoGoodGeneration(directory: path.string, causes: causes)
    }
}
