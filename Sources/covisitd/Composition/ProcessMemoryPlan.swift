internal import Backtest
internal import CovisitCore
internal import KafkaTransport
internal import Settings
internal import StreamPipeline

/// What the whole process takes with every bound reached, in bytes: the engine's plan, and what
/// stands around it.
struct ProcessMemoryPlan: Sendable {
    /// The program, its libraries, the stacks of its threads (measured: `deploy/memory.sh`).
    private static let base = 28 << 20
    /// librdkafka's threads and buffers, and the HTTP server.
    private static let liveBase = 12 << 20

    let engine: MemoryPlan
    /// librdkafka's queues, rejected records that were copied from the one for input, and bodies
    /// of HTTP requests.
    let queues: Int
    /// What a snapshot under way holds, and what of it waits for the disk.
    let snapshots: Int
    /// What the live scorer remembers.
    let quality: Int

    /// - Parameter isLive: whether there is Kafka around the engine, and state is kept.
    init(_ settings: DaemonSettings, _ configuration: EngineConfiguration, isLive: Bool) {
        engine = MemoryPlan(configuration)
        let http = settings.http
        let bodies = http.enabled ? http.connectionCountMax * http.bodyByteCountMax : 0
        queues = isLive ? settings.kafka.queueByteCountMax / 2 * 3 + bodies + Self.liveBase : 0
        let keepsState = isLive && settings.snapshots.path != nil
        let checkpoints = PipelineOptions(settings).checkpoints
        snapshots =
            keepsState ? checkpoints.capturedBytesMax + checkpoints.queuedBytesMax : 0
        quality =
            settings.liveQuality.enabled
            ? LiveQualityOptions(settings.liveQuality).byteCountMax(configuration) : 0
    }

    var total: Int { totalWithStrings - engine.strings }
    var totalWithStrings: Int { Self.base + engine.total + queues + snapshots + quality }

    /// For people.
    var summary: String {
        func mebibytes(_ count: Int) -> String { "\((count + 1 << 19) >> 20)" }
        let parts = [
            ("sessions", engine.sessions), ("items", engine.items), ("rows", engine.rows),
            ("step", engine.step), ("queues", queues), ("snapshots", snapshots),
            ("quality", quality),
        ]
        return "memory: some \(mebibytes(total)) MiB with every bound reached ("
            + parts.map { "\($0) \(mebibytes($1))" }.joined(separator: ", ")
            + "); \(mebibytes(engine.strings)) MiB more where all ids are strings of 64 bytes"
    }
}
