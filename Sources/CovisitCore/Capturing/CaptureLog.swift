/// What a container of entries keeps while its state of one moment is handed out bit by bit.
///
/// Entries are numbered, and handed out in that order. The container keeps to one rule: before it
/// changes an entry for which `isNeeded`, it encodes it as it stands into `saved` and calls
/// `keep`. Entries that came later than the moment are not needed. A capture's memory is given
/// back once all is handed out.
struct CaptureLog: ~Copyable {
    /// Bytes after which a chunk is closed, at the end of an entry. Entries are of less than a
    /// MiB, so that a chunk is of less than two.
    static let chunkByteCount = 256 * 1_024

    /// Entries below this have been handed out; `Int.max` when no capture is under way.
    private(set) var cursor = Int.max
    /// Entries that there were at the moment of the capture.
    private var end = 0
    /// The preface, then entries as they were, in the order in which they changed.
    var saved = StateWriter()
    private var savedCount = 0
    private var isSaved: [UInt64] = []
    private var places: [UInt32: Range<Int>] = [:]
    private var section = StateSection.engine
    private var prefaceByteCount = 0
    private var vacancies: [UInt32] = []
    private var nextVacancy = 0

    init() {}

    var byteCount: Int {
        saved.capacity + isSaved.capacity * 8
            + places.capacity * (MemoryLayout<(UInt32, Range<Int>)>.stride + 1)
            + vacancies.count * 4
    }

    // MARK: Beginning and ending

    /// The preface stands in `saved`; it comes after the section's index, then the free numbers,
    /// then entries.
    mutating func begin(_ section: StateSection, entries: Int, vacancies: [UInt32] = []) {
        self.section = section
        cursor = 0
        end = entries
        prefaceByteCount = saved.count
        savedCount = saved.count
        self.vacancies = vacancies
    }

    mutating func abandon() {
        self = CaptureLog()
    }

    // MARK: Saving

    /// Whether an entry has to be saved before it changes.
    @inline(__always)
    func isNeeded(_ entry: Int) -> Bool {
        entry >= cursor && isMissing(entry)
    }

    @inline(never)
    private func isMissing(_ entry: Int) -> Bool {
        entry < end && (isSaved.isEmpty || isSaved[entry >> 6] & (1 << UInt64(entry & 63)) == 0)
    }

    /// Takes note of an entry whose bytes have been added to `saved`.
    mutating func keep(_ entry: Int) {
        if isSaved.isEmpty { isSaved = Array(repeating: 0, count: end >> 6 + 1) }
        isSaved[entry >> 6] |= 1 << UInt64(entry & 63)
        places[UInt32(entry)] = savedCount..<saved.count
        savedCount = saved.count
    }

    // MARK: Handing out

    /// Adds what is at hand to the chunk; returns the next entry that is to be added as it stands
    /// now, or nil: the chunk is full, or all has been handed out.
    mutating func next(into chunk: inout StateWriter) -> Int? {
        if prefaceByteCount > 0 {
            chunk.append(UInt8(section.index))
            chunk.append(UnsafeRawBufferPointer(rebasing: saved.bytes[0..<prefaceByteCount]))
            prefaceByteCount = 0
        }
        while nextVacancy < vacancies.count, chunk.count < Self.chunkByteCount {
            chunk.append(vacancies[nextVacancy])
            nextVacancy += 1
        }
        while cursor < end, chunk.count < Self.chunkByteCount {
            let entry = cursor
            cursor += 1
            guard !isSaved.isEmpty, isSaved[entry >> 6] & (1 << UInt64(entry & 63)) != 0,
                let place = places[UInt32(entry)]
            else { return entry }
            chunk.append(UnsafeRawBufferPointer(rebasing: saved.bytes[place]))
        }
        return nil
    }

    /// Ends the capture if all has been handed out; says whether it has.
    mutating func endIfHandedOut() -> Bool {
        guard cursor == end, nextVacancy == vacancies.count else { return false }
        self = CaptureLog()
        return true
    }
}

/// Bytes of one section that a container hands out at once.
struct SectionBytes: Sendable {
    var bytes: [UInt8]
    var isLast: Bool

    init(_ writer: borrowing StateWriter, isLast: Bool) {
        bytes = Array(writer.bytes)
        self.isLast = isLast
    }
}
