/// Reads the sections engine and directory.
struct DirectoryReading: Sendable {
    private(set) var parts: EngineParts
    private(set) var isComplete = false
    private var isTaken = false
    private var isEngineComplete = false
    private var bound = 0
    private var top: [[UInt32]] = []
    private var vacancies: [UInt32] = []

    init(_ parts: EngineParts) {
        self.parts = parts
    }

    /// nil the second time.
    mutating func takeParts() -> EngineParts? {
        if isTaken { return nil }
        isTaken = true
        // Nothing stays behind that would have to be copied when the engine first changes it.
        defer {
            parts.directory = EngineParts.Directory(
                ids: IDTable(), popularity: Popularity(halfLifeMilliseconds: 0, itemsMax: 0))
        }
        return parts
    }

    // MARK: Engine

    mutating func readEngine(
        _ reader: inout StateReader, _ progress: inout SectionProgress
    ) throws(StateDamage) {
        while !reader.isAtEnd {
            if !progress.isBegun {
                try readPreface(&reader, &progress)
            } else if try !progress.readVacancy(&reader) {
                _ = try progress.nextEntry(reader)
            }
        }
        guard progress.isComplete else { return }
        vacancies = progress.vacancies
        isEngineComplete = true
    }

    private mutating func readPreface(
        _ reader: inout StateReader, _ progress: inout SectionProgress
    ) throws(StateDamage) {
        parts.directory.watermark = try reader.readTimestamp(upTo: Event.timestampMax)
        parts.directory.eventCount = try reader.readCounter()
        parts.directory.itemsRetired = try reader.readCounter()
        bound = Int(try reader.read(UInt32.self))
        let vacancyCount = Int(try reader.read(UInt32.self))
        guard bound <= parts.configuration.itemsMax, vacancyCount <= bound else {
            throw reader.damage(
                "\(bound) items, \(vacancyCount) of them free, where "
                    + "\(parts.configuration.itemsMax) have room")
        }
        for _ in 0..<3 {
            let count = try reader.read(UInt8.self)
            guard count <= Popularity.topCount else {
                throw reader.damage("\(count) most popular items")
            }
            var items: [UInt32] = []
            for _ in 0..<count { items.append(try reader.read(UInt32.self)) }
            top.append(items)
        }
        parts.directory.relatedTurns = try reader.read(UInt8.self)
        progress.begin(entries: 0, vacancies: vacancyCount)
    }

    // MARK: Directory

    mutating func readDirectory(
        _ reader: inout StateReader, _ progress: inout SectionProgress
    ) throws(StateDamage) {
        guard isEngineComplete else {
            throw reader.damage("comes before the section engine is complete")
        }
        while !reader.isAtEnd {
            if progress.isBegun {
                _ = try progress.nextEntry(reader)
                try readItem(&reader)
            } else {
                let count = Int(try reader.read(UInt32.self))
                guard count == bound else { throw reader.damage("\(count) items, not \(bound)") }
                progress.begin(entries: bound)
            }
        }
        guard progress.isComplete, !isComplete else { return }
        try parts.directory.ids.restore(vacancies: vacancies, reader)
        try checkTop(reader)
        parts.directory.popularity.restore(top: top, watermark: parts.directory.watermark)
        isComplete = true
    }

    private mutating func readItem(_ reader: inout StateReader) throws(StateDamage) {
        var counts = SIMD4<Float>()
        var lastSeen: Int64 = 0
        if try parts.directory.ids.readNext(&reader) {
            for type in 0..<3 { counts[type] = try reader.readWeight() }
            lastSeen = try reader.readTimestamp(upTo: parts.directory.watermark)
        }
        parts.directory.popularity.restoreNext(counts: counts, lastSeen: lastSeen)
    }

    private func checkTop(_ reader: StateReader) throws(StateDamage) {
        for (type, items) in top.enumerated() {
            var above = Float.infinity
            for (place, item) in items.enumerated() {
                guard parts.directory.ids.isOccupied(item), !items[..<place].contains(item) else {
                    throw reader.damage("popular item \(item) is none, or there twice")
                }
                let count = parts.directory.popularity.entries[Int(item)][type]
                guard count <= above else { throw reader.damage("popular items out of order") }
                above = count
            }
        }
    }
}
