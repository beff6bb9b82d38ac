/// A section of a session shard: what it counted and touched, its free numbers, then its sessions
/// by number. A session is its id, the times of its last event and of its last touch, and its
/// tail.
extension SessionShard {
    /// Touches of a session are told in six bytes; this leaves room for as many again.
    private static let touchMax: UInt64 = 1 << 47

    mutating func beginCapture(shard: Int) {
        encodePreface(into: &log.saved, counters, touchCount, ids)
        log.begin(.sessions(shard), entries: records.count, vacancies: ids.vacancies)
    }

    /// Before a session changes.
    @inline(__always)
    mutating func save(_ session: UInt32) {
        if log.isNeeded(Int(session)) { saveNow(session) }
    }

    @inline(never)
    private mutating func saveNow(_ session: UInt32) {
        encodeSession(session, records[Int(session)], ids, tails, into: &log.saved)
        log.keep(Int(session))
    }

    mutating func takeChunk() -> SectionBytes {
        var chunk = StateWriter()
        while let session = log.next(into: &chunk) {
            encodeSession(UInt32(session), records[session], ids, tails, into: &chunk)
        }
        let isLast = log.endIfHandedOut()
        return SectionBytes(chunk, isLast: isLast)
    }

    func digest(into digest: inout StateDigest) {
        var writer = StateWriter()
        encodePreface(into: &writer, counters, touchCount, ids)
        for number in ids.vacancies { writer.append(number) }
        for session in records.indices {
            encodeSession(UInt32(session), records[session], ids, tails, into: &writer)
            digest.takeLong(&writer)
        }
        digest.take(&writer)
    }

    // MARK: Restoring

    /// Reads a chunk. `latest` is the watermark, `items` the directory.
    mutating func restore(
        _ reader: inout StateReader, _ progress: inout SectionProgress, shard: Int,
        latest: Int64, items: IDTable
    ) throws(StateDamage) {
        while !reader.isAtEnd {
            if !progress.isBegun {
                try readPreface(&reader, &progress)
            } else if try !progress.readVacancy(&reader) {
                _ = try progress.nextEntry(reader)
                try readSession(&reader, shard: shard, latest: latest, items: items)
            }
        }
        guard progress.isComplete, !progress.isFinished else { return }
        progress.isFinished = true
        try ids.restore(vacancies: progress.vacancies, reader)
        try relink(reader)
    }

    private mutating func readPreface(
        _ reader: inout StateReader, _ progress: inout SectionProgress
    ) throws(StateDamage) {
        counters.duplicates = try reader.readCounter()
        counters.tooLate = try reader.readCounter()
        counters.restarted = try reader.readCounter()
        counters.expired = try reader.readCounter()
        counters.evicted = try reader.readCounter()
        touchCount = try reader.read(UInt64.self)
        guard touchCount <= Self.touchMax else { throw reader.damage("\(touchCount) touches") }
        let bound = Int(try reader.read(UInt32.self))
        let vacancyCount = Int(try reader.read(UInt32.self))
        guard bound <= sessionsMax, vacancyCount <= bound else {
            throw reader.damage(
                "\(bound) sessions, \(vacancyCount) of them free, where \(sessionsMax) have room")
        }
        progress.begin(entries: bound, vacancies: vacancyCount)
    }

    private mutating func readSession(
        _ reader: inout StateReader, shard: Int, latest: Int64, items: IDTable
    ) throws(StateDamage) {
        appendRecord()
        guard try ids.readNext(&reader, shard: shard) else { return }
        var record = Record()
        record.lastTimestamp = try reader.readTimestamp(upTo: latest)
        record.touch =
            UInt64(try reader.read(UInt32.self)) | UInt64(try reader.read(UInt16.self)) << 32
        guard record.touch > 0, record.touch <= touchCount else {
            throw reader.damage("touch \(record.touch) of \(touchCount)")
        }
        let count = Int(try reader.read(UInt8.self))
        guard count <= tailLength else { throw reader.damage("a tail of \(count) events") }
        record.tailCount = UInt8(count)
        if count > 0 {
            record.tailClass = UInt8(Self.tailClass(for: count))
            record.tailBlock = tails.allocate(class: Int(record.tailClass))
        }
        if let tail = tail(of: record) {
            try reader.readTail(tail, count: count, latest: record.lastTimestamp, items: items)
        }
        records[records.count - 1] = record
    }

    /// Links the sessions in the order of their touches.
    private mutating func relink(_ reader: StateReader) throws(StateDamage) {
        let order = records.indices.filter { ids.contains(number: UInt32($0)) }
            .sorted { records[$0].touch < records[$1].touch }
        for (older, newer) in zip(order, order.dropFirst())
        where records[older].touch == records[newer].touch {
            throw reader.damage("two sessions of one touch")
        }
        for session in order { linkAsNewest(UInt32(session)) }
    }
}

private func encodePreface(
    into writer: inout StateWriter, _ counters: SessionCounters, _ touchCount: UInt64,
    _ ids: IDTable
) {
    writer.append(Int64(counters.duplicates))
    writer.append(Int64(counters.tooLate))
    writer.append(Int64(counters.restarted))
    writer.append(Int64(counters.expired))
    writer.append(Int64(counters.evicted))
    writer.append(touchCount)
    writer.append(UInt32(ids.bound))
    writer.append(UInt32(ids.vacancies.count))
}

private func encodeSession(
    _ session: UInt32, _ record: SessionShard.Record, _ ids: IDTable, _ tails: borrowing BlockPool,
    into writer: inout StateWriter
) {
    ids.encode(session, into: &writer)
    guard ids.contains(number: session) else { return }
    writer.append(record.lastTimestamp)
    writer.append(UInt32(truncatingIfNeeded: record.touch))
    writer.append(UInt16(truncatingIfNeeded: record.touch >> 32))
    writer.append(record.tailCount)
    guard record.tailCount > 0 else { return }
    let tail = tails.pointer(class: Int(record.tailClass), block: record.tailBlock)
        .assumingMemoryBound(to: TailEvent.self)
    // Newest first, each by how long before the one after it: mostly few bytes.
    var timestamp = record.lastTimestamp
    for index in (0..<Int(record.tailCount)).reversed() {
        writer.append(compact: UInt64(timestamp - tail[index].timestamp))
        writer.append(tail[index].item)
        writer.append(tail[index].type.rawValue)
        timestamp = tail[index].timestamp
    }
}

extension StateReader {
    /// Reads a tail, newest event first; none is after `latest`.
    fileprivate mutating func readTail(
        _ tail: UnsafeMutablePointer<TailEvent>, count: Int, latest: Int64, items: IDTable
    ) throws(StateDamage) {
        var timestamp = latest
        for index in (0..<count).reversed() {
            let distance = try readCompact()
            guard distance <= UInt64(timestamp) else { throw damage("an event before 1970") }
            timestamp -= Int64(distance)
            let item = try read(UInt32.self)
            guard items.isOccupied(item) else {
                throw damage("an event with item \(item), which is none")
            }
            guard let type = EventType(rawValue: try read(UInt8.self)) else {
                throw damage("an event of no type")
            }
            tail[index] = TailEvent(timestamp: timestamp, item: item, type: type)
            var twin = index + 1
            while twin < count, tail[twin].timestamp == timestamp {
                guard tail[twin] != tail[index] else { throw damage("an event twice") }
                twin += 1
            }
        }
    }
}
