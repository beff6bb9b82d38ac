/// A capture hands out the state of one moment in chunks while the stream goes on.
///
/// All of this is called between two steps, by whoever owns the engine. Equal state gives equal
/// chunks, in equal order.
extension Engine {
    /// Begins a capture of the state as it is now; none may be under way. Costs next to nothing.
    package func beginCapture() {
        precondition(captureSection == nil, "one capture at a time")
        captureSection = .engine
        encodeEngine(into: &engineLog.saved)
        engineLog.saved.append(relatedGrid?.saved ?? 0)
        engineLog.begin(.engine, entries: 0, vacancies: ids.vacancies)
        directoryLog.saved.append(UInt32(ids.bound))
        directoryLog.begin(.directory, entries: ids.bound)
        for shard in 0..<Self.shardCount {
            sessions[shard].withLock { $0.beginCapture(shard: shard) }
            items[shard].withLock { $0.beginCapture(shard: shard, bound: ids.bound) }
        }
    }

    /// The next chunk; nil: all has been handed out, or no capture is under way.
    ///
    /// Sections come in the order of their indices, each with at least one chunk of at least a
    /// byte. A chunk is cut once it has 256 KiB, at the end of an entry; it has less than 2 MiB.
    package func takeChunk() -> StateChunk? {
        guard let section = captureSection else { return nil }
        let content =
            switch section {
            case .engine: takeEngineChunk()
            case .directory: takeDirectoryChunk()
            case .sessions(let shard): sessions[shard].withLock { $0.takeChunk() }
            case .items(let shard): items[shard].withLock { $0.takeChunk() }
            }
        if content.isLast { captureSection = StateSection(index: section.index + 1) }
        return StateChunk(
            section: section, bytes: content.bytes, isLastOfSection: content.isLast)
    }

    /// Ends the capture under way, if there is one; what has not been taken is lost.
    package func abandonCapture() {
        captureSection = nil
        engineLog.abandon()
        directoryLog.abandon()
        for cell in sessions { cell.withLock { $0.log.abandon() } }
        for cell in items { cell.withLock { $0.log.abandon() } }
    }

    /// Memory held for the capture under way, in bytes.
    package var captureByteCount: Int {
        var sum = engineLog.byteCount + directoryLog.byteCount
        for cell in sessions { sum += cell.withLock { $0.log.byteCount } }
        for cell in items { sum += cell.withLock { $0.log.byteCount } }
        return sum
    }

    // MARK: Engine and directory

    private func takeEngineChunk() -> SectionBytes {
        var chunk = StateWriter()
        _ = engineLog.next(into: &chunk)
        let isLast = engineLog.endIfHandedOut()
        return SectionBytes(chunk, isLast: isLast)
    }

    private func takeDirectoryChunk() -> SectionBytes {
        var chunk = StateWriter()
        while let item = directoryLog.next(into: &chunk) {
            encodeItem(UInt32(item), into: &chunk)
        }
        let isLast = directoryLog.endIfHandedOut()
        return SectionBytes(chunk, isLast: isLast)
    }

    /// Before an item's entry in the directory changes.
    @inline(__always)
    func save(_ item: UInt32) {
        if directoryLog.isNeeded(Int(item)) { saveNow(item) }
    }

    @inline(never)
    private func saveNow(_ item: UInt32) {
        encodeItem(item, into: &directoryLog.saved)
        directoryLog.keep(Int(item))
    }

    /// Before an event is counted that may rescale the counts of all items: a pause, as long as
    /// the rescaling itself, once in 32 half-lives and only at a capture's very beginning.
    @inline(__always)
    func saveDirectory(before timestamp: Int64) {
        guard directoryLog.cursor != .max, popularity.movesOn(at: timestamp) else { return }
        for item in directoryLog.cursor..<max(directoryLog.cursor, ids.bound) {
            save(UInt32(item))
        }
    }

    // MARK: Encoding

    private func encodeEngine(into writer: inout StateWriter) {
        writer.append(watermark)
        writer.append(Int64(eventCount))
        writer.append(Int64(itemsRetired))
        writer.append(UInt32(ids.bound))
        writer.append(UInt32(ids.vacancies.count))
        for top in popularity.top {
            writer.append(UInt8(top.count))
            for item in top { writer.append(item) }
        }
    }

    private func encodeItem(_ item: UInt32, into writer: inout StateWriter) {
        ids.encode(item, into: &writer)
        guard ids.contains(number: item) else { return }
        let counts = popularity.entries[Int(item)]
        for type in 0..<3 { writer.append(counts[type]) }
        writer.append(popularity.lastSeen[Int(item)])
    }

    // MARK: Digest

    /// A digest of all that a capture would hand out, counters included, but for what is kept of
    /// related items: it does not depend on who is told what. Equal digests mean equal snapshots.
    package func digest() -> UInt64 {
        var digest = StateDigest()
        var writer = StateWriter()
        encodeEngine(into: &writer)
        for number in ids.vacancies { writer.append(number) }
        for item in 0..<UInt32(ids.bound) {
            encodeItem(item, into: &writer)
            digest.takeLong(&writer)
        }
        digest.take(&writer)
        for cell in sessions { cell.withLock { $0.digest(into: &digest) } }
        for (shard, cell) in items.enumerated() {
            cell.withLock { $0.digest(into: &digest, shard: shard, bound: ids.bound) }
        }
        return digest.value
    }
}
