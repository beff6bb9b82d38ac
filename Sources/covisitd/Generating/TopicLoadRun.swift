internal import ArgumentParser
internal import Glibc
internal import KafkaTransport
internal import Settings
internal import Simulation
internal import StreamPipeline
internal import Synchronization

/// Traffic into a topic from beginning to end: until all is delivered, the time is over, or a
/// signal comes.
struct TopicLoadRun {
    private let plan: TopicLoad.Plan
    private let limit: Duration?
    private let settings: DaemonSettings
    private let topic: String

    init(_ plan: TopicLoad.Plan, to topic: String, for limit: Duration?, _ settings: DaemonSettings)
    {
        self.plan = plan
        self.limit = limit
        self.topic = topic
        var settings = settings
        settings.kafka.eventsTopic = topic
        self.settings = settings
    }

    func run() async throws {
        try settings.kafka.validate()
        let lastError = Mutex("")
        let player = try KafkaRecordPlayer(settings: settings.kafka) { notice in
            guard case .errorReported(let error) = notice else { return }
            // While brokers are away the same comes every other second.
            let isNew = lastError.withLock { last in
                defer { last = "\(error)" }
                return last != "\(error)"
            }
            if isNew { writeError("covisitd: \(error)") }
        }
        let partitionCount = try await player.partitionCount()
        let progress = InputProgress(total: plan.shape.events == .max ? 0 : plan.shape.events)
        let load = TopicLoad(plan, player, progress)
        do {
            try await untilFirstEnds(load, progress)
        } catch {
            _ = await player.close(within: .zero)
            throw error
        }
        let undeliveredCount = await player.close(within: settings.stopTimeout)
        let delivered = await player.status().deliveredCount
        let (seconds, lag) = (await load.seconds, await load.worstLag)
        var report = "\(delivered) events delivered to topic \"\(topic)\" "
        report += "(\(counted(partitionCount, "partition"))) in \(rounded(seconds)) s: "
        report += "\(Int(Double(delivered) / max(seconds, 0.001))) events/s"
        if plan.rate != .max { report += "; at most \(rounded(lag)) s behind schedule" }
        report += "; waited \(rounded(await player.waited / .seconds(1))) s for the brokers"
        writeError(report)
        if undeliveredCount > 0 {
            writeError(
                "covisitd: \(undeliveredCount) events were handed over and not delivered in time")
            throw ExitStatus.temporaryFailure.code
        }
    }

    private func untilFirstEnds(_ load: TopicLoad, _ progress: InputProgress) async throws {
        let limit = limit
        try await withThrowingTaskGroup { group in
            group.addTask { try await load.run() }
            group.addTask { _ = await StopSignal().waitForSignal() }
            if let limit {
                group.addTask {
                    // --for: the length of the load.
                    try await Task.sleep(for: limit)
                }
            }
            if isatty(2) == 1 {
                let bar = ProgressBar([progress], unit: "events") { progress.done }
                group.addTask { await bar.run() }
            }
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }
}

private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
