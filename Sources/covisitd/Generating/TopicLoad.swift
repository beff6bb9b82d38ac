internal import CovisitCore
internal import KafkaTransport
internal import Settings
internal import Simulation
internal import StreamPipeline

/// Hands generated events to a topic, at a steady rate or as fast as it takes them.
///
/// When the brokers do not keep up, it waits for them; afterwards it catches up. Nothing that was
/// handed over is given up before its end.
actor TopicLoad {
    /// How it goes.
    struct Plan: Sendable {
        var shape: TrafficShape
        var rate: LoadOptions.Rate
        var time: LoadOptions.Time
    }

    private static let batchEventsMax = 1_000
    /// Shorter sleeps would wake for a handful of events.
    private static let sleepMin = 0.002

    private let plan: Plan
    private let player: KafkaRecordPlayer
    private let progress: InputProgress
    private var traffic: Traffic
    private var pace: SteadyRate
    private var lastTimestamp: Int64 = 0
    private(set) var seconds = 0.0

    init(_ plan: Plan, _ player: KafkaRecordPlayer, _ progress: InputProgress) {
        self.plan = plan
        self.player = player
        self.progress = progress
        traffic = Traffic(plan.shape)
        pace =
            switch plan.rate {
            case .max: SteadyRate(eventsPerSecond: .infinity)
            case .eventsPerSecond(let rate): SteadyRate(eventsPerSecond: rate)
            }
    }

    var worstLag: Double { pace.worstLag }

    /// Plays all events and waits until they are delivered, or until its task is cancelled.
    func run() async throws {
        let start = ContinuousClock.now
        func now() -> Double { (ContinuousClock.now - start) / .seconds(1) }
        defer { seconds = now() }
        var batch = EventBatch()
        while pace.handedOver < plan.shape.events {
            let rest = min(Self.batchEventsMax, plan.shape.events - pace.handedOver)
            let count = plan.rate == .max ? rest : min(rest, pace.dueCount(at: now()))
            if count <= 0 {
                // --rate: events are due at their times.
                let pause = max(Self.sleepMin, pace.nextDue - now())
                try await Task.sleep(for: .seconds(pause))
                continue
            }
            try Task.checkCancellation()
            fill(&batch, count)
            try await player.play(batch)
            pace.handOver(count, at: now())
            progress.add(count)
        }
        try await player.flush()
    }

    private func fill(_ batch: inout EventBatch, _ count: Int) {
        batch.removeAll()
        // This machine's clock may be set back; the topic's order is that of time.
        lastTimestamp = max(lastTimestamp, wallClockMilliseconds())
        for _ in 0..<count {
            var visit = traffic.next()
            if plan.time == .now { visit.timestamp = lastTimestamp }
            batch.append(Event(visit, offset: 0))
        }
    }
}
