import Synchronization
import WireFormats

/// The batches that a state is made of, from the first one ever.
struct History: Sendable, Equatable {
    /// The record of sequence n lies at n - 1.
    private(set) var records: [JournalRecord] = []

    init() {}

    /// Takes a batch; one of the same number, and what came after it, is of another course of
    /// events. False where a batch between is unknown.
    mutating func take(_ record: JournalRecord) -> Bool {
        guard record.sequence >= 1, record.sequence <= UInt64(records.count) + 1 else {
            return false
        }
        records.removeLast(records.count - Int(record.sequence - 1))
        records.append(record)
        return true
    }

    func prefix(_ sequence: UInt64) -> History {
        var history = self
        history.records.removeLast(max(0, records.count - Int(sequence)))
        return history
    }

    func isPrefix(of other: History) -> Bool {
        records.count <= other.records.count
            && records.elementsEqual(other.records.prefix(records.count))
    }
}

/// Who has consumed what in which order, over all lives of the process: what the order journal
/// said, seen from outside of it.
///
/// A state that is restored is known by its bytes; so its history is known too.
final class Chronicle: Sendable {
    struct Captured: Sendable {
        var header: SnapshotHeader
        var history: History
    }

    private struct State {
        var current = History()
        /// Of the lives that are over, by their numbers.
        var lives: [Int: History] = [:]
        var captured: [UInt64: [Captured]] = [:]
        /// Headers of the generations that have become durable, by file name.
        var durable: [String: SnapshotHeader] = [:]
        /// The life in which that was.
        var durableLives: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let findings: Findings

    init(_ findings: Findings) {
        self.findings = findings
    }

    var current: History { state.withLock(\.current) }
    var lives: [Int: History] { state.withLock(\.lives) }
    var durable: [String: SnapshotHeader] { state.withLock(\.durable) }
    var durableLives: [String: Int] { state.withLock(\.durableLives) }

    /// A life begins with a state of these bytes; nil: an empty one.
    func begin(state hash: UInt64?, header: SnapshotHeader?, order: [JournalRecord]) {
        state.withLock { state in
            state.current = History()
            if let hash, let header {
                // Batches without an event leave the state as it is.
                let captured = state.captured[hash] ?? []
                guard let captured = captured.last(where: { $0.header == header }) else {
                    return findings.add(
                        "the state restored from snapshot \(header.sequence) was never captured, "
                            + "or with other offsets: \(captured.map(\.header.sequence))")
                }
                state.current = captured.history
            }
            take(order, &state)
        }
    }

    func end(life: Int) {
        state.withLock { $0.lives[life] = $0.current }
    }

    /// A batch was written down, and is going to be applied.
    func append(_ record: JournalRecord) {
        state.withLock { take([record], &$0) }
    }

    func capture(_ hash: UInt64, _ header: SnapshotHeader) {
        state.withLock { state in
            state.captured[hash, default: []].append(
                Captured(header: header, history: state.current.prefix(header.sequence)))
        }
    }

    func reportDurable(_ name: String, _ header: SnapshotHeader, life: Int) {
        state.withLock { state in
            state.durable[name] = header
            state.durableLives[name] = life
        }
    }

    private func take(_ records: [JournalRecord], _ state: inout State) {
        for record in records where !state.current.take(record) {
            findings.add("batch \(record.sequence) does not follow on what came before")
        }
    }
}

extension Collection<UInt8> {
    /// FNV-1a, going on from `hash`.
    func hashed(_ hash: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
        reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
