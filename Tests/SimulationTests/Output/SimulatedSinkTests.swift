import Simulation
import StreamPipeline
import Testing

struct SimulatedSinkTests {
    private func block(_ keys: [String]) -> EncodedRecords {
        var block = EncodedRecords(kind: .recommendations)
        for key in keys {
            let start = block.bytes.count
            block.bytes += Array(key.utf8)
            let middle = block.bytes.count
            block.bytes.append(0)
            block.records.append(
                EncodedRecords.Record(
                    keyRange: start..<middle, valueRange: middle..<block.bytes.count))
        }
        return block
    }

    private func sink(
        seed: UInt64, deliveredMax: Int
    ) -> (SimulatedSink, SimulatedTopics, SimulatedMachine) {
        let machine = SimulatedMachine(seed: seed)
        let topics = SimulatedTopics()
        var habits = SinkHabits()
        habits.deliveredMax = deliveredMax
        return (SimulatedSink(machine, topics, habits), topics, machine)
    }

    @Test func `a mark is delivered once all from before it is`() async throws {
        let (sink, _, _) = sink(seed: 1, deliveredMax: 0)
        try await sink.mark()
        #expect(try await sink.isMarkDelivered())
        try await sink.publish(block(["a", "b"]))
        #expect(try await sink.isMarkDelivered())
        try await sink.mark()
        #expect(try await !sink.isMarkDelivered())
        try await sink.flush()
        #expect(try await sink.isMarkDelivered())
    }

    @Test func `what waits when the process goes is lost from some record of a key on`()
        async throws
    {
        var lostCounts: Set<Int> = []
        for seed in 1...40 {
            let (sink, topics, machine) = sink(seed: UInt64(seed), deliveredMax: 0)
            machine.begin(life: 1, crashAfter: .max)
            try await sink.publish(block(Array(repeating: "a", count: 30)))
            sink.abandon()
            let fates = topics.records.map(\.fate)
            let deliveredCount = fates.prefix { $0 == .delivered }.count
            #expect(fates.dropFirst(deliveredCount).allSatisfy { $0 == .lost })
            lostCounts.insert(30 - deliveredCount)
        }
        #expect(lostCounts.count > 5)
    }

    @Test func `nothing is published once the machine is down`() async throws {
        let (sink, topics, machine) = sink(seed: 1, deliveredMax: 5)
        machine.begin(life: 1, crashAfter: 0)
        await #expect(throws: SimulatedCrash.self) { try await sink.publish(block(["a"])) }
        #expect(topics.count == 0)
    }
}
