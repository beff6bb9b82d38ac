internal import Glibc

/// How log lines look, as set in `log.format`.
package enum LogFormat: String, Sendable, CaseIterable {
    /// Text on a terminal, fields in the journal, JSON otherwise.
    case auto
    case text
    case json
}

/// How log lines look, decided.
struct LogStyle: Sendable, Equatable {
    var isJSON: Bool
    /// Lines go to the journal, which keeps time and level itself: the level comes as `<N>`
    /// prefix, see sd-daemon(3).
    var isJournal = false
    /// Nothing goes to standard error: the journal is given fields, in its own protocol.
    var hasFields = false

    init(isJSON: Bool, isJournal: Bool = false) {
        self.isJSON = isJSON
        self.isJournal = isJournal
    }

    /// The style for standard error, given that `JOURNAL_STREAM` names the journal's end of it.
    init(_ format: LogFormat, journalStream: String?) {
        isJournal = journalStream != nil && journalStream == Self.identity(of: STDERR_FILENO)
        hasFields = isJournal && format == .auto
        isJSON = format == .json || (format == .auto && isatty(STDERR_FILENO) == 0)
    }

    /// Device and inode of an open file, as in `JOURNAL_STREAM`.
    static func identity(of file: Int32) -> String? {
        var facts = stat()
        return fstat(file, &facts) == 0 ? "\(facts.st_dev):\(facts.st_ino)" : nil
    }
}
