import Simulation
import Testing

/// The production pipeline, recovery, snapshots and journal under everything that the simulator
/// can think of. `deploy/soak.sh` does the same for tens of thousands of seeds.
struct SeedTests {
    @Test func `two hundred seeds leave nothing to complain about`() async {
        var crashes = 0
        var snapshots = 0
        var faults = 0
        await SimulationRuns(firstSeed: 1, count: 200, jobs: 2).run { report in
            crashes += report.crashes
            snapshots += report.snapshots
            faults += report.faults
            #expect(report.findings == [], "\(report.command)")
            return report.findings.isEmpty
        }
        // Without these there would be nothing to survive.
        #expect(crashes > 300)
        #expect(snapshots > 500)
        #expect(faults > 500)
    }

    @Test(arguments: 1...20)
    func `a seed run twice does the same`(seed: UInt64) async {
        let first = await Simulation(seed: seed).run()
        let second = await Simulation(seed: seed).run()
        #expect(first.trace.hash == second.trace.hash)
        #expect(first.operations == second.operations)
        #expect(first.published == second.published)
    }

    @Test func `the command of a report names seed and events`() async {
        let report = await Simulation(seed: 3, events: 40).run()
        #expect(report.command == "covisitd simulate --seed 3 --runs 1 --events 40")
        #expect(report.events == 40)
    }

    @Test(arguments: 1...10)
    func `the command of a report repeats it`(seed: UInt64) async {
        let first = await Simulation(seed: seed).run()
        let again = await Simulation(seed: seed, events: first.events).run()
        #expect(first.trace.hash == again.trace.hash)
    }

    @Test func `plans vary in what they ask for`() {
        let plans = (1...200).map { SimulationPlan(seed: $0) }
        #expect(Set(plans.map(\.log.partitions)) == [1, 2, 3, 4, 5])
        #expect(Set(plans.map(\.generationsKept)) == [1, 2, 3])
        #expect(plans.count { $0.keepsOrder } > 60)
        #expect(plans.count { !$0.keepsOrder } > 60)
        #expect(plans.count { $0.isRoomy } > 60)
        #expect(plans.contains { $0.ruinAfterLife != nil })
    }
}
