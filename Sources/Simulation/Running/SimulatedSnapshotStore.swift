import CovisitCore
import Storage
import StreamPipeline
import Synchronization
import SystemPackage
import WireFormats

/// The production store on a simulated disk, as slow as its thread might be: operations wait in a
/// queue, and some of them are carried out whenever somebody looks.
///
/// It watches that a generation becomes visible only after all output from before its cut was
/// delivered, and that one that is said to be durable is.
final class SimulatedSnapshotStore: SnapshotStore {
    private struct State {
        var queue: [SnapshotOperation] = []
        var random: SeededGenerator
        /// Of the generation being submitted.
        var header: SnapshotHeader?
        var hash: UInt64 = 0
        /// Published before the cut, by sequence.
        var publishedCounts: [UInt64: Int] = [:]
        /// Of the generation being carried out.
        var committing: SnapshotHeader?
    }

    private let inner: DirectSnapshotStore
    private let world: SimulatedWorld
    private let stepsMax: Int
    private let state: Mutex<State>

    init(_ directory: SnapshotDirectory, _ world: SimulatedWorld, _ journal: SimulatedJournal) {
        inner = DirectSnapshotStore(directory, keepCount: world.plan.generationsKept) {
            journal.generationIsDurable(oldest: $0)
        }
        self.world = world
        var random = world.machine.random(.store)
        stepsMax = random.one(of: [1, 5, 200])
        state = Mutex(State(random: random))
    }

    func submit(_ operation: SnapshotOperation) {
        state.withLock { state in
            watch(operation, &state)
            state.queue.append(operation)
        }
    }

    var queuedByteCount: Int {
        carryOutSome()
        return state.withLock { state in
            state.queue.reduce(0) { sum, operation in
                if case .append(let chunk) = operation { sum + chunk.bytes.count } else { sum }
            }
        }
    }

    func takeOutcome() -> SnapshotOutcome? {
        carryOutSome()
        return inner.takeOutcome()
    }

    func drain() async {
        while let operation = takeOperation() { carryOut(operation) }
    }

    private func watch(_ operation: SnapshotOperation, _ state: inout State) {
        switch operation {
        case .begin(let header):
            state.header = header
            state.hash = [].hashed()
            state.publishedCounts[header.sequence] = world.topics.count
        case .append(let chunk): state.hash = chunk.bytes.hashed(state.hash)
        case .commit:
            if let header = state.header { world.chronicle.capture(state.hash, header) }
        case .abandon: break
        }
    }

    private func takeOperation() -> SnapshotOperation? {
        state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
    }

    private func carryOutSome() {
        let count = state.withLock { $0.random.from(0...stepsMax) }
        for _ in 0..<count {
            guard let operation = takeOperation() else { return }
            carryOut(operation)
        }
    }

    private func carryOut(_ operation: SnapshotOperation) {
        switch operation {
        case .begin(let header): state.withLock { $0.committing = header }
        case .commit: checkDelivery()
        default: break
        }
        inner.submit(operation)
        if case .commit = operation { checkDurability() }
    }

    private func checkDelivery() {
        let (header, count) = state.withLock { state in
            (state.committing, state.committing.flatMap { state.publishedCounts[$0.sequence] })
        }
        guard let header, let count, !world.machine.isDown else { return }
        world.findings.expect(
            world.topics.isDelivered(first: count),
            "snapshot \(header.sequence) is committed before output from before it is delivered")
    }

    /// The outcome stays: it is looked at by whoever takes it.
    private func checkDurability() {
        guard let header = state.withLock(\.committing), !world.machine.isDown else { return }
        let name = SimulatedWorld.snapshotName(header.sequence)
        world.machine.note("committed \(name)")
        if world.disk.isDurable(name) {
            world.chronicle.reportDurable(name, header, life: world.machine.life)
        }
    }
}
