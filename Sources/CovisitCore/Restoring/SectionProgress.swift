/// How far a section has been read.
struct SectionProgress: Sendable {
    private(set) var isBegun = false
    /// After damage a section is read no further.
    private(set) var isDamaged = false
    /// Set by what is done once, after the last entry.
    var isFinished = false
    /// Free numbers that come before the entries.
    private(set) var vacancies: [UInt32] = []
    private var vacancyCount = 0
    private var entryCount = 0
    private var next = 0

    static let damaged: SectionProgress = {
        var progress = SectionProgress()
        progress.isDamaged = true
        return progress
    }()

    var isComplete: Bool {
        isBegun && vacancies.count == vacancyCount && next == entryCount
    }

    /// The preface has been read. Nothing is reserved for what it announces.
    mutating func begin(entries: Int, vacancies: Int = 0) {
        isBegun = true
        entryCount = entries
        vacancyCount = vacancies
    }

    /// Reads a free number if there are some left; says whether there were.
    mutating func readVacancy(_ reader: inout StateReader) throws(StateDamage) -> Bool {
        guard vacancies.count < vacancyCount else { return false }
        vacancies.append(try reader.read(UInt32.self))
        return true
    }

    /// The entry that is to be read now.
    mutating func nextEntry(_ reader: StateReader) throws(StateDamage) -> Int {
        guard next < entryCount else { throw reader.damage("bytes after its end") }
        defer { next += 1 }
        return next
    }
}
