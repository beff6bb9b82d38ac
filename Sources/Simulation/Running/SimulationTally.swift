/// Sums over many simulations.
package struct SimulationTally: Sendable, CustomStringConvertible {
    package private(set) var seeds = 0
    package private(set) var failures = 0
    package private(set) var lives = 0
    package private(set) var crashes = 0
    package private(set) var operations = 0
    package private(set) var snapshots = 0
    package private(set) var faults = 0

    package init() {}

    package mutating func add(_ report: SimulationReport) {
        seeds += 1
        failures += report.findings.isEmpty ? 0 : 1
        lives += report.lives
        crashes += report.crashes
        operations += report.operations
        snapshots += report.snapshots
        faults += report.faults
    }

    package var description: String {
        "\(seeds) seeds, \(failures) failures: \(lives) lives, \(crashes) crashes, "
            + "\(operations) operations, \(snapshots) snapshots, \(faults) faults of the disk"
    }
}
