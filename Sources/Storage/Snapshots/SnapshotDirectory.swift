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
    private static let asideSuffix = ".damaged"

    /// Makes the directory if need be.
    /// - Parameter isWritten: whether to take hold of it, so that no other daemon writes there,
    ///   and to clear away what a crash left unfinished.
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
        for entry in try files.list(path) where entry.name.hasSuffix(".tmp") {
            try files.remove(path.appending(entry.name))
        }
    }

    /// The generations, newest first.
    package func generations() throws(FileError) -> [Generation] {
        try numbered("snapshot-", ".covisnap").reversed().map { number, entry in
            Generation(
                sequence: number, path: path.appending(entry.name), byteCount: entry.byteCount)
        }
    }

    /// Removes all but the newest `count`; returns the sequence of the oldest that stays.
    @discardableResult
    func prune(keeping count: Int) throws(FileError) -> UInt64? {
        let generations = try generations()
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

    func journalPath(_ sequence: UInt64) -> FilePath {
        path.appending("journal-\(padded(sequence)).covijnl")
    }

    /// The segments of the order journal, by the sequence of their first record.
    func segments() throws(FileError) -> [(first: UInt64, entry: FileEntry)] {
        try numbered("journal-", ".covijnl")
    }

    private func numbered(
        _ prefix: String, _ suffix: String
    ) throws(FileError) -> [(first: UInt64, entry: FileEntry)] {
        try files.list(path).compactMap { entry in
            guard entry.name.hasPrefix(prefix), entry.name.hasSuffix(suffix),
                let number = UInt64(entry.name.dropFirst(prefix.count).dropLast(suffix.count))
            else { return nil }
            return (number, entry)
        }
    }

    private func padded(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }
}

/// A snapshot that lies in a directory.
package struct Generation: Sendable, Equatable {
    package var sequence: UInt64
    package var path: FilePath
    package var byteCount: Int
}
