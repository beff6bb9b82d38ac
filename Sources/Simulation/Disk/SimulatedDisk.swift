internal import CovisitCore
package import Storage
import Synchronization
package import SystemPackage

/// A disk with one directory of files, that forgets what was not synced when the power goes.
///
/// A sync makes durable what was written before, and nothing else does. At a loss of power each
/// unsynced write survives wholly, in part or not at all, and each unsynced change of a name
/// survives or does not, whatever their order. Every call is an operation of the machine.
package final class SimulatedDisk: FileSystem {
    struct State {
        var content = DiskContent()
        var random: SeededGenerator
        var faults = DiskFaults.none
        var fullFor = 0
        var isLocked = false
        var faultCount = 0
    }

    let machine: SimulatedMachine
    private let state: Mutex<State>

    package init(_ machine: SimulatedMachine) {
        self.machine = machine
        state = Mutex(State(random: machine.random(.disk)))
    }

    package func makeDirectory(_ path: FilePath) throws(FileError) {
        try operate("make directory", path)
    }

    package func list(_ directory: FilePath) throws(FileError) -> [FileEntry] {
        try operate("list", directory, \.read)
        return entries
    }

    package func create(_ path: FilePath) throws(FileError) -> any WritableFile {
        try operate("create", path, \.name, room: true)
        let name = Self.name(path)
        let file: Int? = state.withLock { state in
            state.content.names[name] == nil ? state.content.create(name) : nil
        }
        guard let file else { throw FileError("create", path, .fileExists) }
        return SimulatedFile(self, path, file)
    }

    package func open(
        _ path: FilePath, truncatedTo byteCount: Int
    ) throws(FileError) -> any WritableFile {
        try operate("open", path, \.name)
        let name = Self.name(path)
        let file: Int? = state.withLock { state in
            guard let file = state.content.names[name] else { return nil }
            state.content.update(file) { $0.apply(.truncate(byteCount)) }
            return file
        }
        guard let file else { throw FileError("open", path, .noSuchFileOrDirectory) }
        return SimulatedFile(self, path, file)
    }

    package func openForReading(_ path: FilePath) throws(FileError) -> any ReadableFile {
        try operate("open for reading", path, \.read)
        let content = state.withLock { $0.content[Self.name(path)]?.content }
        guard let content else { throw FileError("open", path, .noSuchFileOrDirectory) }
        return SimulatedReader(self, path, content)
    }

    package func rename(_ old: FilePath, to new: FilePath) throws(FileError) {
        try operate("rename", old, \.name)
        let isThere = state.withLock { state in
            let isThere = state.content.names[Self.name(old)] != nil
            state.content.rename(Self.name(old), to: Self.name(new))
            return isThere
        }
        if !isThere { throw FileError("rename", old, .noSuchFileOrDirectory) }
    }

    package func remove(_ path: FilePath) throws(FileError) {
        try operate("remove", path, \.name)
        let isThere = state.withLock { state in
            let isThere = state.content.names[Self.name(path)] != nil
            state.content.remove(Self.name(path))
            return isThere
        }
        if !isThere { throw FileError("remove", path, .noSuchFileOrDirectory) }
    }

    package func syncDirectory(_ path: FilePath) throws(FileError) {
        try operate("sync directory", path, \.syncDirectory)
        state.withLock { $0.content.syncNames() }
    }

    package func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
        try operate("lock", path)
        let isTaken = state.withLock { state in
            defer { state.isLocked = true }
            return state.isLocked
        }
        return isTaken ? nil : SimulatedLock(self)
    }

    fileprivate func unlock() {
        state.withLock { $0.isLocked = false }
    }

    private static func name(_ path: FilePath) -> String { path.lastComponent?.string ?? "" }
}

// MARK: - Faults

extension SimulatedDisk {
    /// Counts an operation, and fails it if its turn has come.
    ///
    /// - Parameter room: whether it needs room on the disk.
    func operate(
        _ what: String, _ path: FilePath, _ chance: KeyPath<DiskFaults, Double>? = nil,
        room: Bool = false
    ) throws(FileError) {
        let name = Self.name(path)
        do {
            try machine.operate("\(what) \(name)")
        } catch {
            throw FileError(what, path, .ioError)
        }
        let fault: Errno? = state.withLock { state in
            if state.faults.sparesJournal, !Self.isOfSnapshot(name) { return nil }
            if room, state.random.happens(state.faults.full) {
                state.fullFor = state.random.from(1...state.faults.fullFor)
            }
            if state.fullFor > 0 {
                state.fullFor -= 1
                if room { return .noSpace }
            }
            guard let chance, state.random.happens(state.faults[keyPath: chance]) else {
                return nil
            }
            return .ioError
        }
        guard let fault else { return }
        state.withLock { $0.faultCount += 1 }
        machine.note("fault: \(fault)")
        throw FileError(what, path, fault)
    }

    private static func isOfSnapshot(_ name: String) -> Bool { name.hasPrefix("snapshot-") }

    func write(_ bytes: UnsafeRawBufferPointer, _ file: Int, _ path: FilePath, at offset: Int)
        throws(FileError)
    {
        let wasDown = machine.isDown
        do {
            try operate("write \(bytes.count) at \(offset)", path, \.write, room: true)
        } catch {
            if wasDown { throw error }
            // Some of it may be there: a full disk takes what still fits.
            state.withLock { state in
                let part = state.random.from(0...bytes.count)
                state.content.update(file) {
                    $0.apply(.write(offset: offset, bytes: Array(bytes.prefix(part))))
                }
            }
            throw error
        }
        state.withLock { state in
            state.content.update(file) { $0.apply(.write(offset: offset, bytes: Array(bytes))) }
        }
    }

    func sync(_ file: Int, _ path: FilePath) throws(FileError) {
        do {
            try operate("sync", path, \.sync)
        } catch {
            if !machine.isDown {
                state.withLock { $0.content.update(file) { $0.failSync() } }
            }
            throw error
        }
        state.withLock { $0.content.update(file) { $0.sync() } }
    }
}

// MARK: - Between two lives

extension SimulatedDisk {
    /// A process starts, with these faults to come.
    package func begin(_ faults: DiskFaults) {
        state.withLock { state in
            state.random = machine.random(.disk)
            state.faults = faults
            state.fullFor = 0
            state.isLocked = false
        }
    }

    /// The machine loses its power; without it the page cache outlives the process.
    package func losePower() {
        state.withLock { $0.content.losePower(&$0.random) }
    }

    /// Flips a bit of a file.
    package func flip(bit: Int, of name: String) {
        state.withLock { state in
            guard let file = state.content.names[name] else { return }
            state.content.update(file) { $0.flip(bit: bit) }
        }
    }

    /// The files by name, looked at without an operation.
    package var entries: [FileEntry] {
        state.withLock { state in
            state.content.names.keys.sorted().map {
                FileEntry(name: $0, byteCount: state.content[$0]?.content.count ?? 0)
            }
        }
    }

    package func content(of name: String) -> [UInt8]? {
        state.withLock { $0.content[name]?.content }
    }

    /// Whether a loss of power would leave the file as it is.
    package func isDurable(_ name: String) -> Bool {
        state.withLock { $0.content.isDurable(name) }
    }

    package var faultCount: Int { state.withLock(\.faultCount) }
}

private final class SimulatedLock: FileLock {
    private let disk: SimulatedDisk

    init(_ disk: SimulatedDisk) {
        self.disk = disk
    }

    deinit {
        disk.unlock()
    }
}
