internal import CovisitCore
internal import Simulation
internal import StreamPipeline
internal import Synchronization

/// Batches that were made beforehand, so that making them costs the measured run nothing.
final class PreparedSource: EventSource {
    let name = "prepared"
    private let batches: [InputBatch]
    private let next = Mutex(0)

    init(_ shape: TrafficShape, batchEvents: Int) {
        var traffic = Traffic(shape)
        var batches: [InputBatch] = []
        var offset: Int64 = 0
        while offset < shape.events {
            var batch = InputBatch()
            for _ in 0..<min(batchEvents, shape.events - Int(offset)) {
                let visit = traffic.next()
                batch.events.append(
                    Event(
                        session: ExternalID(integer: visit.session),
                        item: ExternalID(integer: visit.item), timestamp: visit.timestamp,
                        type: visit.type, partition: 0, offset: offset))
                offset += 1
            }
            batch.nextOffsets[0] = offset
            batches.append(batch)
        }
        self.batches = batches
    }

    var count: Int { batches.count }

    /// From the beginning again, for the next run.
    func rewind() {
        next.withLock { $0 = 0 }
    }

    func fill(_ batch: inout InputBatch) async throws -> Bool {
        let index = next.withLock { next in
            defer { next += 1 }
            return next
        }
        guard index < batches.count else {
            batch = InputBatch()
            return false
        }
        batch = batches[index]
        return true
    }

    func acknowledge(_ nextOffsets: [Int32: Int64]) async throws {}
    func close() async {}
}
