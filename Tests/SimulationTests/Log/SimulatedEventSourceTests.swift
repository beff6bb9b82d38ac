import CovisitCore
import Simulation
import StreamPipeline
import Testing
import WireFormats

struct SimulatedEventSourceTests {
    private func log(seed: UInt64) -> SimulatedLog {
        var shape = LogShape()
        shape.partitions = 3
        shape.traffic.events = 200
        shape.traffic.items = 50
        shape.wrongShare = 0.2
        shape.gapShare = 0.1
        return SimulatedLog(shape, seed: seed)
    }

    /// Places in the order in which they were read.
    private func read(
        _ log: SimulatedLog, seed: UInt64, _ habits: SourceHabits
    ) async throws -> [SourcePosition] {
        let source = SimulatedEventSource(
            SimulatedMachine(seed: seed), SimulatedBroker(log), habits, start: [],
            clock: BatchClock { .max })
        var places: [SourcePosition] = []
        var batch = InputBatch()
        var more = true
        while more {
            more = try await source.fill(&batch)
            let events = batch.events.events.map {
                SourcePosition(partition: $0.partition, offset: $0.offset)
            }
            places += (events + batch.rejected.map(\.position)).sorted {
                ($0.partition, $0.offset) < ($1.partition, $1.offset)
            }
        }
        return places
    }

    @Test func `every record of every partition comes once, in order`() async throws {
        let log = log(seed: 1)
        let places = try await read(log, seed: 1, SourceHabits())
        for partition in 0..<3 {
            let offsets = places.filter { $0.partition == Int32(partition) }.map(\.offset)
            #expect(offsets == log.partitions[partition].map(\.offset))
        }
    }

    @Test func `after a rebalance records come again`() async throws {
        let log = log(seed: 2)
        var habits = SourceHabits()
        habits.rebalanceShare = 0.2
        habits.repeatedMax = 10
        let places = try await read(log, seed: 2, habits)
        #expect(places.count > log.recordCount)
        let distinct = Set(places.map { "\($0.partition) \($0.offset)" })
        #expect(distinct.count == log.recordCount)
    }

    @Test func `a topic holds what is no event, gaps, and events sent twice`() {
        let log = log(seed: 3)
        let records = log.partitions.joined()
        #expect(records.contains { $0.payload == nil })
        #expect(records.contains { $0.visit == nil })
        #expect(
            log.partitions.contains { partition in
                zip(partition, partition.dropFirst()).contains { $1.offset > $0.offset + 1 }
            })
        let payloads = records.compactMap(\.payload)
        #expect(Set(payloads).count < payloads.count)
        #expect(log.arrivalTimes == log.arrivalTimes.sorted())
    }
}
