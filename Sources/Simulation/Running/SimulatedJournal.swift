import Storage
import StreamPipeline
import Synchronization
import WireFormats

/// The production journal on a simulated disk, watched.
final class SimulatedJournal: OrderJournal {
    private let files: Mutex<JournalFiles>
    private let machine: SimulatedMachine
    private let chronicle: Chronicle

    init(
        _ directory: SnapshotDirectory, _ plan: SimulationPlan, _ machine: SimulatedMachine,
        _ chronicle: Chronicle
    ) throws {
        files = Mutex(
            try JournalFiles(
                directory, byteCountMax: plan.journalByteCountMax, isSynced: plan.journalIsSynced,
                keepsAll: false))
        self.machine = machine
        self.chronicle = chronicle
    }

    func append(_ record: JournalRecord) async {
        files.withLock { $0.append(record) }
        machine.note("journaled \(record)")
        // A record that the crash came between was neither written for sure nor applied.
        if !machine.isDown { chronicle.append(record) }
    }

    func cut(after sequence: UInt64) async {
        files.withLock { $0.cut(after: sequence) }
        machine.note("cut after \(sequence)")
    }

    func generationIsDurable(oldest: UInt64?) {
        files.withLock { $0.generationIsDurable(oldest: oldest) }
    }

    var status: JournalStatus { files.withLock { $0.status } }
}
