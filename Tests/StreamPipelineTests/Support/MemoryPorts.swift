import StreamPipeline
import Synchronization
import WireFormats

/// Keeps what was published, by key the newest value, as a compacted topic would.
final class MemorySink: RecommendationSink {
    struct Content {
        var recommendations: [String: String] = [:]
        var relatedItems: [String: String] = [:]
        var recommendationCount = 0
        var relatedItemCount = 0
        var rejected: [RejectedRecord] = []
        var flushCount = 0
    }

    private let state = Mutex(Content())

    var content: Content { state.withLock { $0 } }

    func publish(_ records: EncodedRecords) async throws {
        state.withLock { content in
            for record in records.records {
                let key = String(decoding: records.bytes[record.keyRange], as: UTF8.self)
                let value = String(decoding: records.bytes[record.valueRange], as: UTF8.self)
                switch records.kind {
                case .recommendations:
                    content.recommendations[key] = value
                    content.recommendationCount += 1
                case .relatedItems:
                    content.relatedItems[key] = value
                    content.relatedItemCount += 1
                }
            }
        }
    }

    func publish(rejected records: [RejectedRecord], from source: String) async throws {
        state.withLock { $0.rejected += records }
    }

    func flush() async throws {
        state.withLock { $0.flushCount += 1 }
    }

    func close() async {}
}

/// Hands out prepared batches, then ends; remembers what was acknowledged.
final class MemorySource: EventSource {
    let name = "memory"
    private let batches: Mutex<[InputBatch]>
    private let acknowledgements = Mutex<[[Int32: Int64]]>([])

    init(_ batches: [InputBatch]) {
        self.batches = Mutex(batches)
    }

    var acknowledged: [[Int32: Int64]] { acknowledgements.withLock { $0 } }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        let (next, more) = batches.withLock { batches in
            (batches.isEmpty ? InputBatch() : batches.removeFirst(), !batches.isEmpty)
        }
        batch = next
        return more
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {
        acknowledgements.withLock { $0.append(nextOffsets) }
    }

    func close() async {}
}
