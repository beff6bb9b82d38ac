import KafkaTransport
import StreamPipeline

/// Reading a topic of 20 records while requests of one kind fail.
struct SourceScenario {
    let cluster: Cluster
    let source: KafkaEventSource
    let notices = Notices()
    private(set) var items: [Int] = []
    private let deadline: ContinuousClock.Instant

    init(_ cluster: Cluster, within timeout: Duration = .seconds(25)) throws {
        var cluster = cluster
        cluster.settings.properties["heartbeat.interval.ms"] = "300"
        self.cluster = cluster
        source = try cluster.source(notify: notices.handler)
        deadline = .now + timeout
    }

    /// Reads on until `isOver`, which sees the items so far; the outcome if that does not come.
    mutating func read(until isOver: ([Int]) async -> Bool) async -> Outcome? {
        while await !isOver(items) {
            guard ContinuousClock.now < deadline else {
                return .stuck("\(items.count) items, \(notices.all)")
            }
            if let outcome = await readOnce() { return outcome }
        }
        return nil
    }

    private mutating func readOnce() async -> Outcome? {
        var batch = InputBatch()
        do {
            _ = try await source.fill(&batch)
        } catch {
            return Outcome(error)
        }
        items += [batch].items
        return nil
    }

    /// Leaves, and judges.
    func finish(_ outcome: Outcome?) async -> Outcome {
        let begin = ContinuousClock.now
        // Within its time; librdkafka 2.0.2 cannot always be freed after a topic was missing.
        await source.close(within: .seconds(3))
        let isLate = ContinuousClock.now - begin > .seconds(6)
        await cluster.broker.close()
        if let outcome { return outcome }
        if isLate { return .stuck("closing") }
        return items == Array(0..<items.count) ? .recovered : .stuck("read \(items)")
    }
}

extension SourceScenario {
    /// The requests fail from the beginning.
    static func starting(_ request: EmbeddedBroker.Request, _ codes: [Int16]) async throws
        -> Outcome
    {
        let cluster = try await Cluster()
        try await cluster.play(0..<20)
        await cluster.broker.fail(request, with: codes)
        var scenario = try SourceScenario(cluster)
        return await scenario.finish(scenario.read { $0.count >= 20 })
    }

    /// The requests fail after ten records; the ten others come when the fault has shown.
    static func running(_ request: EmbeddedBroker.Request, _ codes: [Int16]) async throws
        -> Outcome
    {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        var scenario = try SourceScenario(cluster)
        if let outcome = await scenario.read(until: { $0.count >= 10 }) {
            return await scenario.finish(outcome)
        }
        await cluster.broker.fail(request, with: codes)
        try await scenario.source.acknowledge([0: 10])
        // A while for heartbeats, commits and fetches to fail.
        let shown = ContinuousClock.now + .milliseconds(1_500)
        if let outcome = await scenario.read(until: { _ in ContinuousClock.now > shown }) {
            return await scenario.finish(outcome)
        }
        try await cluster.play(10..<20)
        if let outcome = await scenario.read(until: { $0.count >= 20 }) {
            return await scenario.finish(outcome)
        }
        // What came along with the last records is thrown by the next call.
        return await scenario.finish(scenario.readOnce())
    }

    /// Questions about the topic fail for the first second.
    static func metadata(_ code: Int16) async throws -> Outcome {
        let cluster = try await Cluster()
        try await cluster.play(0..<20)
        await cluster.broker.fail(topic: cluster.settings.eventsTopic, with: code)
        var scenario = try SourceScenario(cluster)
        let shown = ContinuousClock.now + .seconds(1)
        let outcome = await scenario.read { _ in ContinuousClock.now > shown }
        await cluster.broker.fail(topic: cluster.settings.eventsTopic, with: 0)
        if let outcome { return await scenario.finish(outcome) }
        return await scenario.finish(scenario.read { $0.count >= 20 })
    }

    /// Questions about the topic fail for a while after ten records.
    static func runningMetadata(_ code: Int16) async throws -> Outcome {
        var cluster = try await Cluster()
        cluster.settings.properties["topic.metadata.refresh.interval.ms"] = "200"
        try await cluster.play(0..<10)
        var scenario = try SourceScenario(cluster)
        let topic = cluster.settings.eventsTopic
        var outcome = await scenario.read { $0.count >= 10 }
        await cluster.broker.fail(topic: topic, with: code)
        let shown = ContinuousClock.now + .milliseconds(1_500)
        if outcome == nil { outcome = await scenario.read { _ in ContinuousClock.now > shown } }
        await cluster.broker.fail(topic: topic, with: 0)
        if let outcome { return await scenario.finish(outcome) }
        try await cluster.play(10..<20)
        return await scenario.finish(scenario.read { $0.count >= 20 })
    }

    /// Every answer takes its time.
    static func slow(by delay: Duration) async throws -> Outcome {
        var cluster = try await Cluster()
        try await cluster.play(0..<20)
        try await cluster.broker.delayAnswers(by: delay)
        // The mock's answers queue up behind each other.
        cluster.settings.properties["session.timeout.ms"] = "30000"
        var scenario = try SourceScenario(cluster, within: .seconds(80))
        let outcome = await scenario.read { $0.count >= 20 }
        try await cluster.broker.delayAnswers(by: .zero)
        return await scenario.finish(outcome)
    }
}
