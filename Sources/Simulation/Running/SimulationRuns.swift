/// Runs many seeds, side by side.
package struct SimulationRuns: Sendable {
    package var firstSeed: UInt64
    package var count: Int
    package var events: Int?
    package var jobs: Int

    package init(firstSeed: UInt64, count: Int, events: Int? = nil, jobs: Int = 1) {
        self.firstSeed = firstSeed
        self.count = count
        self.events = events
        self.jobs = max(1, jobs)
    }

    /// Hands over each report as it comes, until `body` says that it is enough.
    package func run(_ body: (SimulationReport) -> Bool) async {
        await withTaskGroup(of: SimulationReport.self) { group in
            var next = 0
            func add() {
                guard next < count else { return }
                let seed = firstSeed &+ UInt64(next)
                next += 1
                group.addTask { [events] in await Simulation(seed: seed, events: events).run() }
            }
            for _ in 0..<jobs { add() }
            for await report in group {
                if !body(report) { break }
                add()
            }
        }
    }
}
