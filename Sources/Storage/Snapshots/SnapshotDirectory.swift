package import SystemPackage

/// Where generations of snapshots and segments of the order journal lie: names, and the lock.
///
/// `snapshot-<sequence>.covisnap`, the same with `.tmp` behind it while it is written,
/// `journal-<first sequence>.covijnl`, and `lock`; numbers have twenty digits, so that the order
/// of names is that of time.
package struct SnapshotDirectory: Sendable {
    package let path: FilePath
    let files: any FileSystem
    private let lock: (any FileLock)?
    private static let unfinishedSuffix = ".tmp"
    private static let asideSuffix = ".damaged"
    private static let digitCount = 20

    /// Makes the directory if need be.
    /// - Parameter isWritten: whether to take hold of it, so that no other daemon writes there,
    ///   and to clear away what a crash left unfinished. It is let go with the last copy.
    package init(
        _ path: FilePath, on files: any FileSystem = PosixFileSystem(), isWritten: Bool = true
    ) throws(FileError) {
        self.path = path
        self.files = files
        guard isWritten else {
            lock = nil
            return
        }
        try files.makeDirectory(path)
        guard let lock = try files.lock(path.appending("lock")) else {
            throw FileError("use", path, "another covisitd uses it: give each its own directory")
        }
        self.lock = lock
        try removeUnfinished()
    }

    /// The generations, newest first.
    package func generations() throws(FileError) -> [Generation] {
        try numbered("snapshot-", ".covisnap").reversed().map { number, entry in
            Generation(
                sequence: number, path: path.appending(entry.name), byteCount: entry.byteCount)
        }
    }

    /// Removes what was begun and never became a generation.
    package func removeUnfinished() throws(FileError) {
        for (_, entry) in try numbered("snapshot-", ".covisnap" + Self.unfinishedSuffix) {
            try files.remove(path.appending(entry.name))
        }
    }

    /// Of the generations up to `newest`, which is durable, removes all but the newest `count`;
    /// returns the sequence of the oldest that stays. Later ones are of another history: they do
    /// not push out what is good.
    @discardableResult
    func prune(upTo newest: UInt64, keeping count: Int) throws(FileError) -> UInt64? {
        let generations = try generations().filter { $0.sequence <= newest }
        for generation in generations.dropFirst(count) { try files.remove(generation.path) }
        return generations.prefix(count).last?.sequence
    }

    /// Takes damaged generations out of the count of those that are kept, durably; the last ones
    /// stay for whoever wants to know what happened.
    func putAside(_ generations: [Generation]) throws(FileError) {
        if generations.isEmpty { return }
        for entry in try files.list(path) where entry.name.hasSuffix(Self.asideSuffix) {
            try files.remove(path.appending(entry.name))
        }
        for generation in generations {
            try files.rename(
                generation.path, to: FilePath(generation.path.string + Self.asideSuffix))
        }
        try files.syncDirectory(path)
    }

    func snapshotPath(_ sequence: UInt64) -> FilePath {
        path.appending("snapshot-\(padded(sequence)).covisnap")
    }

    /// What the generation is called until it is durable.
    func unfinishedPath(_ sequence: UInt64) -> FilePath {
        FilePath(snapshotPath(sequence).string + Self.unfinishedSuffix)
    }

    func journalPath(_ sequence: UInt64) -> FilePath {
        path.appending("journal-\(padded(sequence)).covijnl")
    }

    /// The segments of the order journal, by the sequence of their first record.
    func segments() throws(FileError) -> [(first: UInt64, entry: FileEntry)] {
        try numbered("journal-", ".covijnl")
    }

    /// Files with a number in their name, in its order; no file of ours has more than `Int64`
    /// holds, so that a number can always be followed by the next.
    private func numbered(
        _ prefix: String, _ suffix: String
    ) throws(FileError) -> [(first: UInt64, entry: FileEntry)] {
        try files.list(path).compactMap { entry in
            guard entry.name.hasPrefix(prefix), entry.name.hasSuffix(suffix) else { return nil }
            let digits = entry.name.dropFirst(prefix.count).dropLast(suffix.count)
            guard digits.utf8.count == Self.digitCount,
                let number = Int64(digits), number >= 0
            else { return nil }
            return (UInt64(number), entry)
        }
    }

    private func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: Self.digitCount - digits.count) + digits
    }
}

/// A snapshot that lies in a directory.
package struct Generation: Sendable, Equatable {
    package var sequence: UInt64
    package var path: FilePath
    package var byteCount: Int
}
