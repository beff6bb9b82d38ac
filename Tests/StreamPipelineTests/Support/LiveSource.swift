import StreamPipeline
import Synchronization

/// Hands out batches as they are given to it, and waits for ever where there is none.
final class LiveSource: EventSource {
    let name = "live"
    private let batches: AsyncStream<InputBatch>
    private let giver: AsyncStream<InputBatch>.Continuation
    private let fills = Atomic(0)

    init() {
        (batches, giver) = AsyncStream.makeStream(of: InputBatch.self)
    }

    /// How often it was asked for a batch.
    var fillCount: Int { fills.load(ordering: .relaxed) }

    func give(_ batch: InputBatch) {
        giver.yield(batch)
    }

    /// Ends the input behind what was given.
    func end() {
        giver.finish()
    }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        fills.add(1, ordering: .relaxed)
        for await next in batches {
            batch = next
            return true
        }
        batch = InputBatch()
        return false
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}
    func close() async {}
}
