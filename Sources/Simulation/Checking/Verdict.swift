import CovisitCore
import Storage
import WireFormats

/// Holds what a simulation has left behind against what the log alone says.
struct Verdict {
    private let world: SimulatedWorld
    private let engine: Engine
    private let history: History
    private let reference: ReferenceRun
    private var findings: Findings { world.findings }

    init(_ world: SimulatedWorld, _ engine: Engine) {
        self.world = world
        self.engine = engine
        history = world.chronicle.current
        let names = world.plan.log.names
        reference = ReferenceRun(
            world.plan, world.broker.log, history,
            withOracle: world.plan.isRoomy && !names.sessionsAreStrings && !names.itemsAreStrings)
    }

    func check() {
        reference.problems.forEach(findings.add)
        checkCompleteness()
        checkState()
        checkOrder()
        PublishedCheck(world, history, reference).check()
        checkDirectory()
    }

    /// Each record of each partition once, in order.
    private func checkCompleteness() {
        let log = world.broker.log
        for partition in log.partitions.indices where !log.partitions[partition].isEmpty {
            let end = reference.positions[Int32(partition)] ?? 0
            findings.expect(
                end == log.endOffset(of: partition),
                "partition \(partition) is counted up to \(end) of \(log.endOffset(of: partition))")
        }
        let count = reference.eventCount + reference.rejected.count
        findings.expect(
            count == log.recordCount, "\(count) of \(log.recordCount) records are in the history")
    }

    private func checkState() {
        findings.expect(
            engine.digest() == reference.engine.digest(),
            "the state differs from that of an uninterrupted run")
        let (found, expected) = (engine.statistics(), reference.engine.statistics())
        findings.expect(
            found.events == reference.eventCount,
            "\(found.events) events are counted, the log has \(reference.eventCount)")
        findings.expect(
            found.rowCounters.pairUpdates == expected.rowCounters.pairUpdates,
            "\(found.rowCounters.pairUpdates) pair updates, not \(expected.rowCounters.pairUpdates)"
        )
        findings.expect(
            found.sessions == expected.sessions && found.items == expected.items,
            "\(found.sessions) sessions and \(found.items) items, "
                + "not \(expected.sessions) and \(expected.items)")
    }

    /// What was written down before it was applied is what was applied in the end.
    private func checkOrder() {
        guard world.plan.keepsOrder else { return }
        for (life, lived) in world.chronicle.lives.sorted(by: { $0.key < $1.key })
        where !lived.isPrefix(of: history) {
            let differing = zip(lived.records, history.records).first { $0 != $1 }
            findings.add(
                "the order of life \(life) was not repeated: "
                    + (differing.map { "\($0), then \($1)" } ?? "batches were forgotten"))
        }
    }

    private func checkDirectory() {
        let names = world.disk.entries.map(\.name)
        let unfinished = names.filter { $0.hasSuffix(".tmp") }
        findings.expect(unfinished.isEmpty, "left over: \(unfinished)")
        // One is kept; another where a fault of the disk kept it from being removed.
        let aside = names.filter { $0.hasSuffix(".damaged") }
        findings.expect(aside.count <= 3, "put aside: \(aside)")
        // What could not be removed goes with the next snapshot.
        let wasWritten = world.chronicle.durableLives.values.contains { $0 >= world.quietLife }
        guard wasWritten else { return }
        let generations = world.generations
        findings.expect(
            generations.count <= world.plan.generationsKept,
            "\(generations.count) generations are kept: \(generations)")
        checkSegments(names, oldest: generations.first)
    }

    /// Segments that lie before the oldest generation are gone.
    private func checkSegments(_ names: [String], oldest: String?) {
        let first = oldest.flatMap { UInt64($0.dropFirst(9).dropLast(9)) } ?? 0
        let segments = names.filter { $0.hasSuffix(".covijnl") }
            .compactMap { UInt64($0.dropFirst(8).dropLast(8)) }
        let needless = segments.dropFirst().filter { $0 <= first }
        findings.expect(
            needless.isEmpty, "segments \(segments) are kept, the oldest snapshot is \(first)")
    }
}
