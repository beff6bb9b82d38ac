import CovisitCore
import StreamPipeline
import Synchronization
import WireFormats

/// A snapshot store that carries out what it is told when it is told to.
final class MemoryStore: SnapshotStore {
    struct Content {
        var operations: [String] = []
        var header: SnapshotHeader?
        var chunks: [StateChunk] = []
        /// Durable generations.
        var generations: [(header: SnapshotHeader, chunks: [StateChunk])] = []
        var outcome: SnapshotOutcome?
        /// Snapshots that are to fail, at their commit.
        var failures = 0
        var queuedByteCount = 0
    }

    private let content = Mutex(Content())

    var current: Content { content.withLock { $0 } }
    var queuedByteCount: Int { content.withLock(\.queuedByteCount) }

    func update(_ body: (inout sending Content) -> Void) { content.withLock { body(&$0) } }

    func submit(_ operation: SnapshotOperation) {
        content.withLock { content in
            switch operation {
            case .begin(let header):
                content.operations.append("begin \(header.sequence)")
                content.header = header
                content.chunks = []
                content.outcome = nil
            case .append(let chunk):
                if content.operations.last != "append" { content.operations.append("append") }
                content.chunks.append(chunk)
            case .commit: Self.commit(&content)
            case .abandon:
                content.operations.append("abandon")
                content.header = nil
            }
        }
    }

    private static func commit(_ content: inout Content) {
        content.operations.append("commit")
        guard let header = content.header else { return }
        if content.failures > 0 {
            content.failures -= 1
            content.outcome = .failed("no space left on device")
            return
        }
        content.generations.append((header, content.chunks))
        content.outcome = .durable(
            SnapshotFacts(
                sequence: header.sequence,
                byteCount: content.chunks.reduce(0) { $0 + $1.bytes.count },
                place: "memory", seconds: 0))
    }

    func takeOutcome() -> SnapshotOutcome? {
        content.withLock { content in
            defer { content.outcome = nil }
            return content.outcome
        }
    }

    func drain() async {}
}

/// A sink whose deliveries wait until they are let through.
final class SlowSink: RecommendationSink {
    private let isOpen = Mutex(false)
    let operations = Mutex<[String]>([])

    func open() { isOpen.withLock { $0 = true } }
    func publish(_ records: EncodedRecords) async throws {}
    func publish(rejected records: [RejectedRecord], from source: String) async throws {}
    func mark() async throws { operations.withLock { $0.append("mark") } }
    func isMarkDelivered() async throws -> Bool { isOpen.withLock { $0 } }
    func flush() async throws {
        operations.withLock { $0.append("flush") }
        open()
    }
    func close() async {}
}
