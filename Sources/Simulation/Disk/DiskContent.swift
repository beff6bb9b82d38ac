internal import CovisitCore

/// Bytes of a file as the page cache has them, and what the platter would show after a loss of
/// power.
struct DiskFile: Sendable {
    enum Change: Sendable {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)
    }

    static let sectorByteCount = 512

    private(set) var content: [UInt8] = []
    private(set) var durable: [UInt8] = []
    /// Changes since the last sync, oldest first.
    private(set) var pending: [Change] = []

    var isDurable: Bool { pending.isEmpty && content == durable }

    mutating func apply(_ change: Change) {
        Self.apply(change, to: &content)
        pending.append(change)
    }

    mutating func sync() {
        for change in pending { Self.apply(change, to: &durable) }
        pending = []
    }

    /// An fsync that fails lets go of what was not written: the page cache still shows it, and
    /// no later fsync writes it or says so.
    mutating func failSync() {
        pending = []
    }

    /// The power is gone: of each change that was not synced all, some sectors or none are there.
    mutating func losePower(_ random: inout SeededGenerator) {
        let survival = random.uniform()
        for change in pending {
            switch random.below(3) {
            case 0: break
            case 1: Self.apply(change, to: &durable)
            default: Self.tear(change, survival, &random, into: &durable)
            }
        }
        pending = []
        content = durable
    }

    mutating func flip(bit: Int) {
        durable[bit / 8] ^= 1 << UInt8(bit % 8)
        if bit / 8 < content.count { content[bit / 8] ^= 1 << UInt8(bit % 8) }
    }

    private static func apply(_ change: Change, to bytes: inout [UInt8]) {
        switch change {
        case .truncate(let byteCount):
            if byteCount < bytes.count { bytes.removeLast(bytes.count - byteCount) }
        case .write(let offset, let new):
            let end = offset + new.count
            if bytes.count < end {
                bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
            }
            bytes.replaceSubrange(offset..<end, with: new)
        }
    }

    /// Sectors survive one by one, whatever their order.
    private static func tear(
        _ change: Change, _ survival: Double, _ random: inout SeededGenerator,
        into bytes: inout [UInt8]
    ) {
        guard case .write(let offset, let new) = change else {
            return apply(change, to: &bytes)
        }
        // The size may have been written where the bytes were not.
        if random.happens(0.3) {
            apply(.write(offset: bytes.count, bytes: []), to: &bytes)
            let missing = offset + new.count - bytes.count
            if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
        }
        var start = 0
        while start < new.count {
            let position = offset + start
            let end = min(
                new.count, start + Self.sectorByteCount - position % Self.sectorByteCount)
            if random.happens(survival) {
                apply(.write(offset: position, bytes: Array(new[start..<end])), to: &bytes)
            }
            start = end
        }
    }
}

/// Files and their names: as they are now, and as they would be after a loss of power.
struct DiskContent: Sendable {
    private enum NameChange: Sendable {
        case add(String, Int)
        case rename(String, to: String, Int)
        case remove(String)
    }

    private(set) var files: [Int: DiskFile] = [:]
    private(set) var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    private var pending: [NameChange] = []
    private var fileCount = 0

    subscript(name: String) -> DiskFile? {
        names[name].flatMap { files[$0] }
    }

    mutating func update(_ file: Int, _ body: (inout DiskFile) -> Void) {
        // Taken out while it changes, so that its bytes are not copied.
        guard var changed = files.removeValue(forKey: file) else { return }
        body(&changed)
        files[file] = changed
    }

    mutating func create(_ name: String) -> Int {
        fileCount += 1
        files[fileCount] = DiskFile()
        names[name] = fileCount
        pending.append(.add(name, fileCount))
        return fileCount
    }

    mutating func rename(_ old: String, to new: String) {
        guard let file = names.removeValue(forKey: old) else { return }
        names[new] = file
        pending.append(.rename(old, to: new, file))
    }

    mutating func remove(_ name: String) {
        names[name] = nil
        pending.append(.remove(name))
    }

    mutating func syncNames() {
        for change in pending { Self.apply(change, to: &durableNames) }
        pending = []
        dropUnnamed()
    }

    /// Whether the file would be there after a loss of power, with all its bytes.
    func isDurable(_ name: String) -> Bool {
        guard let file = durableNames[name], file == names[name] else { return false }
        return files[file]?.isDurable ?? false
    }

    /// Each change of a name that was not synced is there or not.
    mutating func losePower(_ random: inout SeededGenerator) {
        for change in pending where random.happens(0.5) {
            Self.apply(change, to: &durableNames)
        }
        pending = []
        names = durableNames
        dropUnnamed()
        for file in files.keys.sorted() { files[file]?.losePower(&random) }
    }

    private mutating func dropUnnamed() {
        let named = Set(names.values).union(durableNames.values)
        files = files.filter { named.contains($0.key) }
    }

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .add(let name, let file): names[name] = file
        case .remove(let name): names[name] = nil
        case .rename(let old, let new, let file):
            if names[old] == file { names[old] = nil }
            names[new] = file
        }
    }
}
