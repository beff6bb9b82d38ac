import KafkaTransport
import StreamPipeline
import WireFormats

/// Publishing 20 records while requests of one kind fail.
enum SinkScenario {
    static func run(_ request: EmbeddedBroker.Request, _ codes: [Int16]) async throws -> Outcome {
        let cluster = try await Cluster()
        await cluster.broker.fail(request, with: codes)
        return try await publish(to: cluster)
    }

    /// Questions about the topic fail for the first second.
    static func metadata(_ code: Int16) async throws -> Outcome {
        let cluster = try await Cluster()
        await cluster.broker.fail(topic: "recommendations", with: code)
        async let outcome = publish(to: cluster)
        try await Task.sleep(for: .seconds(1))
        await cluster.broker.fail(topic: "recommendations", with: 0)
        return try await outcome
    }

    static func slow(by delay: Duration) async throws -> Outcome {
        let cluster = try await Cluster()
        try await cluster.broker.delayAnswers(by: delay)
        return try await publish(to: cluster)
    }

    static func publish(to cluster: Cluster) async throws -> Outcome {
        let sink = try cluster.sink()
        var outcome: Outcome?
        do {
            try await sink.publish(
                EncodedRecords(.recommendations, (0..<20).map { ("\($0)", "\($0)") }))
            try await sink.mark()
            let deadline = ContinuousClock.now + .seconds(25)
            while try await !sink.isMarkDelivered(), outcome == nil {
                if ContinuousClock.now > deadline {
                    outcome = .stuck("\(await sink.status())")
                }
                await Task.yield()
            }
        } catch {
            outcome = Outcome(error)
        }
        try await cluster.broker.delayAnswers(by: .zero)
        if outcome == nil {
            let values = try await cluster.read("recommendations", count: 20).map(\.value)
            let isComplete = values == (0..<20).map { Array("\($0)".utf8) }
            outcome = isComplete ? .recovered : values.isEmpty ? .accepted : .stuck("\(values)")
        }
        await sink.close(within: .seconds(1))
        await cluster.broker.close()
        return outcome ?? .recovered
    }
}
