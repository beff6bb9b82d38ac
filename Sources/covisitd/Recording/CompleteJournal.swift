internal import Storage
internal import SystemPackage
internal import WireFormats

/// The whole order journal of a daemon, from its first batch on.
func completeJournal(in path: String) throws -> [JournalRecord] {
    let directory = try SnapshotDirectory(FilePath(path), isWritten: false)
    let order = try directory.journal(after: 0)
    if let damage = order.damage { throw IncompleteJournal(path: path, cause: damage) }
    if order.records.isEmpty { throw IncompleteJournal(path: path, cause: "it has no record") }
    return order.records
}

/// A journal that does not begin with the first batch, or is damaged.
struct IncompleteJournal: Error, CustomStringConvertible {
    let path: String
    let cause: String

    var description: String {
        "the order journal in \(path) is not complete: \(cause). It stays complete where the "
            + "daemon ran with snapshots.keep_journal"
    }
}
