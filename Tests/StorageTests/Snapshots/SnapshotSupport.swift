import CXXHash
import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

/// Where the tests' disks have their snapshots.
let place: FilePath = "/state"

func snapshotPath(_ sequence: UInt64, _ suffix: String = "") -> FilePath {
    place.appending("snapshot-\(padded(sequence)).covisnap\(suffix)")
}

func journalPath(_ sequence: UInt64) -> FilePath {
    place.appending("journal-\(padded(sequence)).covijnl")
}

private func padded(_ sequence: UInt64) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: 20 - digits.count) + digits
}

extension MemoryDisk {
    /// For a second look, beside whoever holds the lock.
    func directory() throws -> SnapshotDirectory {
        try SnapshotDirectory(place, on: self, isWritten: false)
    }

    /// A store of the directory on this disk, without its lock.
    func store(keeping keepCount: Int = 2) throws -> DirectSnapshotStore {
        DirectSnapshotStore(try directory(), keepCount: keepCount)
    }
}

extension SnapshotStore {
    /// Tells it all; returns how the generation has ended.
    func write(_ state: SmallState) async -> SnapshotOutcome? {
        for operation in state.operations { submit(operation) }
        await drain()
        return takeOutcome()
    }
}

extension SnapshotOutcome {
    var isDurable: Bool { if case .durable = self { true } else { false } }

    var failure: String? { if case .failed(let reason) = self { reason } else { nil } }
}

/// What a start makes of a disk.
struct Recovery {
    /// Of the generation that was used; nil: none.
    var sequence: UInt64?
    var digest: UInt64
    var start: IntakeStart
    /// Generations that could not be used, and why.
    var damaged: [UInt64] = []
    var causes: [String] = []
    var journalDamage: String?

    /// Whether it is this state, and all of it.
    func holds(_ state: SmallState) -> Bool {
        sequence == state.header.sequence && digest == state.digest
            && start.partitions == state.header.partitions
    }
}

/// Starts on a disk, as the daemon does.
func recover(
    _ disk: MemoryDisk, configuration: EngineConfiguration = SmallState.configuration,
    workers: Int = 1
) async throws -> Recovery {
    var damaged: [UInt64] = []
    var causes: [String] = []
    var journalDamage: String?
    let directory = try SnapshotDirectory(place, on: disk)
    let state = try await directory.recover(configuration, workers: workers) { notice in
        switch notice {
        case .generationDamaged(let generation, let cause):
            damaged.append(generation.sequence)
            causes.append(cause)
        case .journalDamaged(let cause): journalDamage = cause
        }
    }
    return Recovery(
        sequence: state.snapshot?.header.sequence, digest: state.engine.digest(),
        start: state.start, damaged: damaged, causes: causes, journalDamage: journalDamage)
}

/// Everything of a snapshot but the engine: its prefix, its sections' checksums, their blocks.
/// Returns the raw bytes of each section.
@discardableResult
func read(
    _ bytes: [UInt8], by decoder: SectionDecoder = SectionDecoder()
) throws -> [[UInt8]] {
    let directory = try MemoryDisk(files: [snapshotPath(1): bytes]).directory()
    let file = try #require(try directory.generations().first).open(in: directory)
    return try (0..<StateSection.count).map { index in
        var raw: [UInt8] = []
        try file.read(StateSection(index: index) ?? .engine, by: decoder) { raw += $0 }
        return raw
    }
}

func xxh3(_ bytes: some Collection<UInt8>) -> UInt64 {
    let bytes = Array(bytes)
    return XXH3_64bits(bytes, bytes.count)
}

func store(_ number: some FixedWidthInteger, at offset: Int, in bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes {
        $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: type(of: number))
    }
}

func prefixByteCount(of bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 12, as: UInt32.self)) }
}

/// Makes the checksum of a file's prefix hold again.
func sealPrefix(_ bytes: inout [UInt8]) {
    let byteCount = prefixByteCount(of: bytes)
    store(xxh3(bytes[..<(byteCount - 8)]), at: byteCount - 8, in: &bytes)
}
