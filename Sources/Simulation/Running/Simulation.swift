import CovisitCore
import Storage

/// A seed, run from its first life to a quiet end, and checked.
package struct Simulation: Sendable {
    package let plan: SimulationPlan
    package let keepsTrace: Bool

    package init(seed: UInt64, events: Int? = nil, keepsTrace: Bool = false) {
        plan = SimulationPlan(seed: seed, events: events)
        self.keepsTrace = keepsTrace
    }

    package func run() async -> SimulationReport {
        let executor = SeededExecutor(seed: plan.seed)
        return await executor.run { await self.runLives() }
    }

    private func runLives() async -> SimulationReport {
        let world = SimulatedWorld(plan, keepsTrace: keepsTrace)
        var course = SimulationCourse(world)
        let engine = await course.run()
        if let engine {
            Verdict(world, engine).check()
        }
        return SimulationReport(
            seed: plan.seed, events: plan.log.traffic.events, lives: course.lifeCount,
            crashes: course.crashCount, operations: world.machine.operationCount,
            published: world.topics.count, faults: world.disk.faultCount,
            snapshots: world.chronicle.durable.count, trace: world.machine.trace,
            findings: world.findings.all)
    }
}

/// What came of a simulation.
package struct SimulationReport: Sendable {
    package let seed: UInt64
    package let events: Int
    package let lives: Int
    package let crashes: Int
    package let operations: Int
    package let published: Int
    package let faults: Int
    package let snapshots: Int
    package let trace: SimulationTrace
    /// Empty where everything is as it should be.
    package let findings: [String]

    /// The command that repeats it.
    package var command: String {
        "covisitd simulate --seed \(seed) --runs 1 --events \(events)"
    }
}
