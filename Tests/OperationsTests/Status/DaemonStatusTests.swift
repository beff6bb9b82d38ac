import CovisitCore
import FoundationEssentials
import StreamPipeline
import Testing
import WireFormats

@testable import Operations

struct DaemonStatusTests {
    @Test func `field names are a contract`() throws {
        let text = String(decoding: try DaemonStatus.sample.json(), as: UTF8.self)
        let names = text.matches(of: /"([a-z_]+)" :/).map { String($0.1) }
        #expect(
            Set(names) == [
                "version", "librdkafka_version", "state", "uptime_seconds", "events",
                "state_events",
                "events_per_second", "rejected", "malformed", "too_new", "duplicates", "too_late",
                "dead_letters", "sessions", "items", "pair_updates", "watermark", "state_bytes",
                "memory", "resident_bytes", "plan_bytes", "plan_string_bytes", "limits", "used",
                "max", "fullness", "dropped", "recommendations_published",
                "related_items_published", "last_batch_seconds", "partitions", "partition",
                "next_offset", "lag_records", "lag_seconds", "sessions_expired",
                "sessions_restarted", "neighbours_admitted", "neighbours_refused", "quality",
                "share", "windows", "window", "total", "clicks", "carts", "orders", "all", "seen",
                "new", "newcomers", "judged", "hits", "recall", "seen_share", "http",
                "open_connections", "connections", "queries_waiting", "requests", "refused", "host",
                "event_to_publish", "bounds_seconds", "counts", "delayed",
            ])
        #expect(text.contains(#""state" : "consuming""#))
    }

    @Test func `of nothing that was judged there is no recall`() throws {
        #expect(DaemonStatus.Quality.Recall(judged: 0, hits: 0).recall == nil)
        #expect(DaemonStatus.Quality.Recall(judged: 8, hits: 2).recall == 0.25)
    }

    @Test func `a number that JSON does not know does not cost the page`() throws {
        var status = DaemonStatus.sample
        status.eventsPerSecond = .nan
        #expect(String(decoding: try status.json(), as: UTF8.self).contains(#" : "nan""#))
    }

    @Test func `it takes over what the pipeline knows`() {
        let board = StatusBoard()
        board.update {
            $0.events = 10
            $0.rejected = [.tooLarge: 2]
            $0.recommendations = 8
            $0.relatedItems = 3
            $0.nextOffsets = [2: 20, 0: 7]
            $0.lastBatchSeconds = 0.5
            $0.engine.sessions = 25
            $0.engine.items = 5
            $0.engine.itemsRetired = 1
            $0.engine.sessionCounters.evicted = 9
            $0.engine.rowCounters.pairUpdates = 77
            $0.engine.watermark = 1_661_724_155_248
            $0.engine.byteCount = 4_096
            $0.isConsuming = true
        }
        let status = DaemonStatus(board.current, sessionsMax: 100, itemsMax: 10)
        #expect(status.phase == .consuming)
        #expect(status.events == 10)
        #expect(status.rejected == ["too_large": 2])
        #expect(status.recommendationsPublished == 8)
        #expect(status.relatedItemsPublished == 3)
        #expect(status.lastBatchSeconds == 0.5)
        #expect(status.pairUpdates == 77)
        #expect(status.watermark == 1_661_724_155_248)
        #expect(status.stateBytes == 4_096)
        #expect(status.limits.sessions == .init(used: 25, max: 100, dropped: 9))
        #expect(status.limits.sessions.fullness == 0.25)
        #expect(status.limits.items == .init(used: 5, max: 10, dropped: 1))
        #expect(status.partitions.map(\.partition) == [0, 2])
        #expect(status.partitions.map(\.nextOffset) == [7, 20])
    }

    @Test func `before the first event there is no watermark`() {
        let status = DaemonStatus(StatusBoard().current, sessionsMax: 1, itemsMax: 1)
        #expect(status.phase == .starting)
        #expect(status.watermark == nil)
    }
}
