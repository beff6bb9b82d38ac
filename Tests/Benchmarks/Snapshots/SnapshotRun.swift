internal import CovisitCore
internal import Glibc
internal import Storage
internal import StreamPipeline
internal import Synchronization

/// A run through the production pipeline, with the time of every batch.
struct SnapshotRun {
    /// Milliseconds from one batch's end to the next one's.
    private(set) var batchMilliseconds: [Double] = []
    /// Whether a snapshot was under way when a batch ended.
    private(set) var wasWriting: [Bool] = []
    private(set) var snapshots: [SnapshotFacts] = []
    /// Highest resident memory from the warm-up on, in bytes.
    private(set) var residentBytes = 0
    private(set) var seconds = 0.0
    private(set) var statistics = EngineStatistics()
    private(set) var digest: UInt64 = 0

    /// Runs everything; figures count from `warmUp` batches on.
    init(
        _ source: PreparedSource, warmUp: Int, options: PipelineOptions,
        store: (any SnapshotStore)?
    ) async throws {
        source.rewind()
        let engine = Engine(.otto3)
        var durability = Durability()
        durability.store = store
        let board = StatusBoard()
        let log = Mutex(Log())
        let pipeline = Pipeline(
            engine: engine, source: source, sink: DiscardingSink(), durability: durability,
            options: options, status: board,
            notify: { notice in
                if case .snapshotWritten(let facts) = notice {
                    log.withLock { $0.snapshots.append(facts) }
                }
            },
            heartbeat: {
                let isWriting = board.current.snapshots.isWriting
                log.withLock { $0.add(isWriting: isWriting) }
            })
        let end = source.count
        try await pipeline.run { log.withLock { $0.times.count >= end } }
        let content = log.withLock { $0 }
        let times = content.times.dropFirst(warmUp)
        batchMilliseconds = zip(times.dropFirst(), times).map { ($0 - $1) / .milliseconds(1) }
        wasWriting = Array(content.isWriting.dropFirst(warmUp + 1))
        snapshots = content.snapshots
        residentBytes = content.residentBytes
        if let first = times.first, let last = times.last { seconds = (last - first) / .seconds(1) }
        statistics = engine.statistics()
        digest = engine.digest()
    }

    private struct Log {
        var times: [ContinuousClock.Instant] = []
        var isWriting: [Bool] = []
        var snapshots: [SnapshotFacts] = []
        var residentBytes = 0

        mutating func add(isWriting: Bool) {
            times.append(.now)
            self.isWriting.append(isWriting)
            if times.count % 64 == 0 { residentBytes = max(residentBytes, residentMemory()) }
        }
    }
}

/// Memory of this process that is in use, in bytes.
func residentMemory() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return 0 }
    let text = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
