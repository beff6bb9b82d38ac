internal import CovisitCore
package import StreamPipeline
import Synchronization
package import WireFormats

/// A record that the daemon has published, whatever became of it.
package struct PublishedRecord: Sendable {
    package enum Content: Sendable, Equatable {
        case recommendations
        case relatedItems
        case deadLetter(SourcePosition, RejectReason)
    }

    package enum Fate: Sendable {
        case waiting
        case delivered
        case lost
    }

    package var content: Content
    package var key: [UInt8]
    package var value: [UInt8]
    /// The life of the process that published it.
    package var life: Int
    package var fate = Fate.waiting
}

/// The output topics: everything ever published, in order, over all lives of the process.
///
/// A record waits in the lane of its key until it is delivered; of what waits when the process
/// goes down, the first few of each lane make it.
package final class SimulatedTopics: Sendable {
    fileprivate static let laneCount = 4

    fileprivate struct State {
        var records: [PublishedRecord] = []
        var lanes = [ArraySlice<Int>](repeating: [], count: laneCount)
    }

    private let state = Mutex(State())

    package init() {}

    package var records: [PublishedRecord] { state.withLock(\.records) }
    package var count: Int { state.withLock { $0.records.count } }

    func append(_ record: PublishedRecord) {
        let lane = record.key.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % Self.laneCount
        state.withLock { state in
            state.lanes[lane].append(state.records.count)
            state.records.append(record)
        }
    }

    /// Whether all of the first `count` records have been delivered.
    package func isDelivered(first count: Int) -> Bool {
        state.withLock { $0.lanes.allSatisfy { ($0.first ?? .max) >= count } }
    }

    func deliverAll() {
        state.withLock { state in
            for lane in 0..<Self.laneCount { state.deliver(lane, .max) }
        }
    }

    /// A few of each lane.
    func deliverSome(_ random: inout SeededGenerator, max: Int) {
        let counts = (0..<Self.laneCount).map { _ in random.from(0...max) }
        state.withLock { state in
            for lane in 0..<Self.laneCount { state.deliver(lane, counts[lane]) }
        }
    }

    /// The process is gone: a few still arrive, the rest never.
    func abandon(_ random: inout SeededGenerator) {
        deliverSome(&random, max: 20)
        state.withLock { state in
            for lane in 0..<Self.laneCount {
                for index in state.lanes[lane] { state.records[index].fate = .lost }
                state.lanes[lane] = []
            }
        }
    }
}

extension SimulatedTopics.State {
    fileprivate mutating func deliver(_ lane: Int, _ count: Int) {
        for index in lanes[lane].prefix(count) { records[index].fate = .delivered }
        lanes[lane] = lanes[lane].dropFirst(count)
    }
}
