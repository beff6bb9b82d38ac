@testable import Operations

extension DaemonStatus.Quality {
    static var sample: Self {
        var sample = Self()
        sample.share = 0.25
        sample.sessions = DaemonStatus.Limit(used: 10, max: 100_000, dropped: 2)
        var window = Window(window: "1h")
        window.total = 0.5
        window.clicks.all = Recall(judged: 200, hits: 100)
        window.clicks.seen = Recall(judged: 100, hits: 90)
        window.clicks.new = Recall(judged: 100, hits: 10)
        window.clicks.newcomers = Recall(judged: 20, hits: 5)
        window.clicks.seenShare = 0.9
        sample.windows = [window, Window(window: "start")]
        return sample
    }
}

extension DaemonStatus {
    /// A daemon in full swing.
    static var sample: DaemonStatus {
        var status = DaemonStatus()
        status.version = "0.1.0"
        status.librdkafkaVersion = "2.0.2"
        status.phase = .consuming
        status.uptimeSeconds = 3_600.5
        status.events = 44_444_444
        status.eventsPerSecond = 12_345.4
        status.rejected = ["malformed": 3, "too_new": 1]
        status.deadLetters = 4
        status.sessions = 1_203_944
        status.items = 500_000
        status.pairUpdates = 1_000_000_000
        status.watermark = 1_661_724_155_248
        status.stateBytes = 2_000_000_000
        status.limits.sessions = Limit(used: 1_203_944, max: 2_000_000, dropped: 0)
        status.limits.items = Limit(used: 500_000, max: 1_000_000, dropped: 7)
        status.http.requests = ["GET /status": ["2xx": 7]]
        status.http.refused = ["host": 1]
        status.recommendationsPublished = 40_000_000
        status.relatedItemsPublished = 1_000_000
        status.lastBatchSeconds = 0.025
        status.partitions = (0..<4).map {
            Partition(
                partition: $0, nextOffset: 11_000_000, lagRecords: Int64($0) * 100,
                lagSeconds: Double($0) * 0.07)
        }
        status.quality = Quality.sample
        return status
    }
}
