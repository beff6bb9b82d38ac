import StreamPipeline
import WireFormats

/// Holds every record that was ever published, in whichever life, against what it should say; and
/// looks that none is missing.
struct PublishedCheck {
    private let world: SimulatedWorld
    private let history: History
    private let reference: ReferenceRun
    private var findings: Findings { world.findings }

    init(_ world: SimulatedWorld, _ history: History, _ reference: ReferenceRun) {
        self.world = world
        self.history = history
        self.reference = reference
    }

    func check() {
        let records = world.topics.records
        checkContent(records)
        checkNewest(records)
        checkRelated(records)
        checkDeadLetters(records)
    }

    /// Each life by the history that it had; mostly that is the beginning of the final one.
    private func checkContent(_ records: [PublishedRecord]) {
        let histories = world.chronicle.lives
        var references: [Int: ReferenceRun] = [:]
        for record in records {
            let lived = histories[record.life] ?? history
            if references[record.life] == nil {
                references[record.life] =
                    lived.isPrefix(of: history)
                    ? reference
                    : ReferenceRun(world.plan, world.broker.log, lived, withOracle: false)
            }
            if let reference = references[record.life] { check(record, reference) }
        }
    }

    private func check(_ record: PublishedRecord, _ reference: ReferenceRun) {
        let isExpected =
            switch record.content {
            case .recommendations: reference.lists[record.value] != nil
            case .relatedItems:
                reference.related.contains(record.value)
                    || reference.remaining.contains(record.value)
            case .deadLetter(let position, _):
                reference.rejected.contains(
                    RecordPlace(partition: position.partition, offset: position.offset))
            }
        findings.expect(
            isExpected,
            "life \(record.life) published what no uninterrupted run does: "
                + "\(record.content) \(String(decoding: record.value.prefix(400), as: UTF8.self))")
    }

    /// A reader of the topic finds the list as of each session's last event.
    ///
    /// Where the order was lost, and with it the clock, what once was published of an event may
    /// stand behind although the event is too new now.
    private func checkNewest(_ records: [PublishedRecord]) {
        var newest: [[UInt8]: [UInt8]] = [:]
        for record in records where record.content == .recommendations && record.isDelivered {
            if !world.plan.keepsOrder, reference.lists[record.value] == nil { continue }
            newest[record.key] = record.value
        }
        for (key, value) in reference.newest where newest[key] != value {
            let found = newest[key].map { String(decoding: $0.prefix(300), as: UTF8.self) }
            findings.add(
                "session \(String(decoding: key, as: UTF8.self)) has \(found ?? "no record"), not "
                    + String(decoding: value.prefix(300), as: UTF8.self))
        }
    }

    private func checkRelated(_ records: [PublishedRecord]) {
        var missing = reference.related
        if world.plan.source.ends { missing.formUnion(reference.remaining) }
        for record in records where record.content == .relatedItems && record.isDelivered {
            missing.remove(record.value)
        }
        // Of two that are missing the same one is named, whenever the seed is repeated.
        if let first = missing.min(by: { $0.lexicographicallyPrecedes($1) }) {
            findings.add(
                "\(missing.count) records of related items are missing, "
                    + String(decoding: first.prefix(300), as: UTF8.self))
        }
    }

    private func checkDeadLetters(_ records: [PublishedRecord]) {
        var missing = reference.rejected
        for record in records where record.isDelivered {
            if case .deadLetter(let position, _) = record.content {
                missing.remove(
                    RecordPlace(partition: position.partition, offset: position.offset))
            }
        }
        findings.expect(
            missing.isEmpty, "\(missing.count) rejected records are in no dead-letter topic")
    }
}

extension PublishedRecord {
    var isDelivered: Bool { fate == .delivered }
}
