package import CovisitCore
package import StreamPipeline
internal import SystemPackage
package import WireFormats

/// Writes one generation at a time, under another name until it is durable.
///
/// Any failure gives the generation up: what is there of it is removed, and older ones are not
/// touched. A file whose fsync has failed is not written to again; the next generation is a new
/// file.
package final class SnapshotFileWriter {
    private struct Draft {
        let path: FilePath
        let file: any WritableFile
        let encoder: SnapshotEncoder
        let sequence: UInt64
        let start = ContinuousClock.now
        var byteCount: Int
    }

    private let directory: SnapshotDirectory
    private let keepCount: Int
    private var draft: Draft?

    package init(_ directory: SnapshotDirectory, keepCount: Int) {
        self.directory = directory
        self.keepCount = max(1, keepCount)
    }

    package func begin(_ header: SnapshotHeader) throws(FileError) {
        abandon()
        // A disk that refused to write may have refused to remove as well.
        try directory.removeUnfinished()
        let path = directory.unfinishedPath(header.sequence)
        let encoder = SnapshotEncoder(header)
        let file = try directory.files.create(path)
        let zeroedPrefix = encoder.zeroedPrefix
        draft = Draft(
            path: path, file: file, encoder: encoder, sequence: header.sequence,
            byteCount: zeroedPrefix.count)
        try guarding { () throws(FileError) in try file.write(zeroedPrefix, at: 0) }
    }

    /// Nothing happens when the generation has been given up.
    package func append(_ chunk: StateChunk) throws(FileError) {
        guard let draft else { return }
        let bytes = draft.encoder.append(chunk)
        try guarding { () throws(FileError) in
            try draft.file.write(bytes, at: draft.byteCount)
        }
        self.draft?.byteCount += bytes.count
    }

    /// Makes the generation durable and visible, and removes those that are too many; returns
    /// what it is, and the sequence of the oldest that is left, where that is known. nil when it
    /// has been given up.
    ///
    /// If only the last step fails, to make its name durable, the file stays: it is whole, but
    /// nobody may rely on its being there.
    package func commit() throws(FileError) -> (facts: SnapshotFacts, oldest: UInt64?)? {
        guard let draft else { return nil }
        let final = directory.snapshotPath(draft.sequence)
        try guarding { () throws(FileError) in
            try draft.file.write(draft.encoder.finish(), at: 0)
            try draft.file.sync()
            draft.file.close()
            try directory.files.rename(draft.path, to: final)
        }
        self.draft = nil
        try directory.files.syncDirectory(directory.path)
        let facts = SnapshotFacts(
            sequence: draft.sequence, byteCount: draft.byteCount, place: final.string,
            seconds: (ContinuousClock.now - draft.start) / .seconds(1))
        // The generation is durable whether or not old ones go; the next one tries again.
        return (facts, (try? directory.prune(upTo: draft.sequence, keeping: keepCount)) ?? nil)
    }

    package func abandon() {
        guard let draft else { return }
        self.draft = nil
        draft.file.close()
        // It may not be there, or the disk may be gone; the next start clears it away.
        try? directory.files.remove(draft.path)
    }

    private func guarding(_ body: () throws(FileError) -> Void) throws(FileError) {
        do {
            try body()
        } catch {
            abandon()
            throw error
        }
    }
}
