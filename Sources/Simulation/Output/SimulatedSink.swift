internal import CovisitCore
package import StreamPipeline
import Synchronization

/// An error of the cluster that the producer does not survive.
package struct SimulatedSinkError: Error {}

/// How output reaches the topics.
package struct SinkHabits: Sendable {
    /// Most records of a lane that are delivered between two operations.
    package var deliveredMax = 10
    package var errorShare = 0.0

    package init() {}
}

/// Publishes to the simulated topics, as a producer with a queue does: what is not delivered when
/// the process goes down may be lost.
package final class SimulatedSink: RecommendationSink {
    private struct State {
        var random: SeededGenerator
        var mark = 0
    }

    private let machine: SimulatedMachine
    private let topics: SimulatedTopics
    private let habits: SinkHabits
    private let state: Mutex<State>

    package init(_ machine: SimulatedMachine, _ topics: SimulatedTopics, _ habits: SinkHabits) {
        self.machine = machine
        self.topics = topics
        self.habits = habits
        state = Mutex(State(random: machine.random(.sink)))
    }

    package func publish(_ records: EncodedRecords) async throws {
        try begin("publish \(records.records.count)")
        let content: PublishedRecord.Content =
            records.kind == .recommendations ? .recommendations : .relatedItems
        for record in records.records {
            topics.append(
                PublishedRecord(
                    content: content, key: Array(records.bytes[record.keyRange]),
                    value: Array(records.bytes[record.valueRange]), life: machine.life))
        }
    }

    package func publish(rejected records: [RejectedRecord], from source: String) async throws {
        try begin("publish \(records.count) rejected")
        for record in records {
            topics.append(
                PublishedRecord(
                    content: .deadLetter(record.position, record.reason), key: record.key ?? [],
                    value: record.payload ?? [], life: machine.life))
        }
    }

    package func flush() async throws {
        try begin("flush")
        topics.deliverAll()
    }

    package func mark() async throws {
        try begin("mark")
        state.withLock { $0.mark = topics.count }
    }

    package func isMarkDelivered() async throws -> Bool {
        try begin("is mark delivered")
        return topics.isDelivered(first: state.withLock(\.mark))
    }

    package func close() async {}

    /// The process is gone.
    package func abandon() {
        state.withLock { topics.abandon(&$0.random) }
    }

    private func begin(_ what: @autoclosure () -> String) throws {
        try machine.operate(what())
        let isError = state.withLock { state in
            topics.deliverSome(&state.random, max: habits.deliveredMax)
            return state.random.happens(habits.errorShare)
        }
        if isError { throw SimulatedSinkError() }
    }
}
