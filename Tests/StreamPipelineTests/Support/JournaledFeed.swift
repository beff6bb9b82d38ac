import CovisitCore
import Simulation
import StreamPipeline
import Synchronization
import WireFormats

/// A topic of JSON records in several partitions, and ways to consume it.
struct JournaledFeed {
    struct Record {
        var partition: Int32
        var offset: Int64
        var payload: [UInt8]
    }

    let partitions: [[Record]]
    let schema = EventSchema()

    /// Sessions are spread over partitions; every 20th record is no event.
    init(partitions partitionCount: Int, events: Int, seed: UInt64) {
        var shape = TrafficShape()
        shape.events = events
        shape.items = 60
        shape.seed = seed
        var traffic = Traffic(shape)
        var partitions = [[Record]](repeating: [], count: partitionCount)
        for index in 0..<events {
            let visit = traffic.next()
            let partition = Int(visit.session) % partitionCount
            var payload: [UInt8] = []
            let event = Event(
                session: ExternalID(integer: visit.session),
                item: ExternalID(integer: visit.item), timestamp: visit.timestamp,
                type: visit.type, partition: 0, offset: 0)
            EventEncoder.append(event, arena: [], to: &payload)
            if index % 20 == 19 { payload = Array("{".utf8) }
            partitions[partition].append(
                Record(
                    partition: Int32(partition), offset: Int64(partitions[partition].count),
                    payload: payload))
        }
        self.partitions = partitions
    }

    /// The records in batches: partitions in an order that depends on the seed.
    func batches(seed: UInt64, clock: Int64 = .max, from start: [Int32: Int64] = [:])
        -> [InputBatch]
    {
        var random = SeededGenerator(seed: seed)
        var next = partitions.indices.map { Int(start[Int32($0)] ?? 0) }
        var batches: [InputBatch] = []
        let decoder = EventDecoder(schema: schema)
        while partitions.indices.contains(where: { next[$0] < partitions[$0].count }) {
            var batch = InputBatch()
            batch.clock = clock
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let partition = Int.random(in: partitions.indices, using: &random)
                let end = min(
                    partitions[partition].count,
                    next[partition] + Int.random(in: 1...15, using: &random))
                for record in partitions[partition][next[partition]..<end] {
                    record.decode(by: decoder, clock: clock, into: &batch)
                }
                next[partition] = end
            }
            batches.append(batch)
        }
        return batches
    }
}

extension JournaledFeed.Record {
    func decode(by decoder: EventDecoder, clock: Int64, into batch: inout InputBatch) {
        let reason = payload.withUnsafeBytes {
            decoder.decode(
                $0, partition: partition, offset: offset, clock: clock, into: &batch.events)
        }
        if let reason {
            batch.rejected.append(
                RejectedRecord(
                    position: SourcePosition(partition: partition, offset: offset),
                    reason: reason, key: nil, payload: payload))
        }
        batch.nextOffsets[partition] = offset + 1
        batch.anchors[partition] = RecordAnchor(offset: offset, fingerprint: UInt64(offset))
    }
}

/// Keeps what is written down.
final class MemoryJournal: OrderJournal {
    private let content = Mutex<[JournalRecord]>([])

    var records: [JournalRecord] { content.withLock { $0 } }

    func append(_ record: JournalRecord) async {
        content.withLock { $0.append(record) }
    }

    func cut(after sequence: UInt64) async {
        content.withLock { $0.removeAll { $0.sequence > sequence } }
    }
}
