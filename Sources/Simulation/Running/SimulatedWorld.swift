import Storage
import SystemPackage
import WireFormats

/// What outlives the process: the machine and its disk, the topics, and who watches.
final class SimulatedWorld: Sendable {
    static let directory: FilePath = "/state"

    let plan: SimulationPlan
    let machine: SimulatedMachine
    let disk: SimulatedDisk
    let broker: SimulatedBroker
    let topics = SimulatedTopics()
    let findings = Findings()
    let chronicle: Chronicle
    /// The first life in which nothing goes wrong.
    let quietLife: Int

    init(_ plan: SimulationPlan, keepsTrace: Bool) {
        self.plan = plan
        machine = SimulatedMachine(seed: plan.seed, keepsTrace: keepsTrace)
        disk = SimulatedDisk(machine)
        broker = SimulatedBroker(SimulatedLog(plan.log, seed: plan.seed))
        chronicle = Chronicle(findings)
        quietLife = plan.shortLives + 1
    }

    static func snapshotName(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return "snapshot-" + String(repeating: "0", count: 20 - digits.count) + digits
            + ".covisnap"
    }

    var generations: [String] {
        disk.entries.map(\.name).filter { $0.hasSuffix(".covisnap") }
    }

    /// Offsets may be acknowledged only where a generation on the disk covers them, whatever
    /// happens now.
    func checkAcknowledged(_ nextOffsets: [Int32: Int64]) {
        let durable = chronicle.durable
        let isCovered = generations.contains { name in
            guard let header = durable[name], disk.isDurable(name) else { return false }
            let covered = Dictionary(
                header.partitions.map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
            return nextOffsets.allSatisfy { covered[$0.key] ?? -1 >= $0.value }
        }
        findings.expect(
            isCovered,
            "acknowledged \(nextOffsets.sorted { $0.key < $1.key }) before it was durable")
    }
}
