import CovisitCore
import WireFormats

/// Writes the state down while the stream goes on.
///
/// resting → capturing (begins when due) → delivering (all state is captured) → committing
/// (output from before the cut is delivered) → resting (durable, or failed). Between two batches
/// it captures a little, more of it the more has to be put aside for it; the store does the rest
/// elsewhere. Where a slow disk would let what is put aside grow beyond its bound, the capture is
/// given up. Only a durable snapshot lets the source be told how far it may forget.
final class Checkpointer {
    private enum Phase {
        case resting
        case capturing
        case delivering
        case committing
    }

    private let store: any SnapshotStore
    /// May change between two batches; what is under way goes on by the new one.
    var policy: CheckpointPolicy
    private let notify: PipelineNoticeHandler
    private var phase = Phase.resting
    private var cut: SnapshotHeader?
    /// What the newest durable snapshot holds.
    private var durableSequence: UInt64
    private var lastBegin: (time: Duration, eventCount: Int)
    private var isUrgent: Bool
    private(set) var status = SnapshotStatus()

    /// `durableSequence` is that of the snapshot that the state was restored from, 0 for none;
    /// the first batch ever is written down at once, because the beginning of a topic may not be
    /// found again.
    init(
        store: any SnapshotStore, policy: CheckpointPolicy, engine: Engine,
        durableSequence: UInt64, now: Duration, notify: @escaping PipelineNoticeHandler
    ) {
        self.store = store
        self.policy = policy
        self.durableSequence = durableSequence
        lastBegin = (now, engine.eventCount)
        isUrgent = durableSequence == 0
        self.notify = notify
    }

    /// A snapshot shall begin as soon as it can.
    func hurry() {
        isUrgent = true
    }

    /// Goes on after a batch of `eventCount` events (0: an idle poll) that left the state as
    /// `header` says; returns the offsets that a durable snapshot covers, once.
    func advance(
        _ engine: Engine, _ sink: any RecommendationSink, eventCount: Int, now: Duration,
        header: () -> SnapshotHeader
    ) async throws -> SnapshotHeader? {
        if phase == .resting, isDue(engine, now) {
            let header = header()
            if header.sequence > durableSequence {
                try await sink.mark()
                begin(header, engine, now)
            }
        }
        if phase == .capturing { goOn(engine, eventCount: eventCount) }
        if phase == .delivering, try await sink.isMarkDelivered() {
            store.submit(.commit)
            phase = .committing
        }
        return settle(engine, now)
    }

    /// Writes the state as it is down, and waits until it is durable; for an orderly end.
    func finish(
        _ engine: Engine, _ sink: any RecommendationSink, now: () -> Duration,
        header: SnapshotHeader
    ) async throws -> SnapshotHeader? {
        try await sink.flush()
        let earlier = await settleEarlier(engine, now())
        guard header.sequence > durableSequence else { return earlier }
        begin(header, engine, now())
        while phase == .capturing {
            capture(engine, byteBudget: policy.queuedBytesMax)
            await store.drain()
        }
        store.submit(.commit)
        phase = .committing
        await store.drain()
        return settle(engine, now()) ?? earlier
    }

    /// Ends what is under way: for good if only the store has still to do its part.
    private func settleEarlier(_ engine: Engine, _ now: Duration) async -> SnapshotHeader? {
        switch phase {
        case .resting: return nil
        case .capturing:
            engine.abandonCapture()
            store.submit(.abandon)
            await store.drain()
            _ = store.takeOutcome()
            phase = .resting
            return nil
        case .delivering:
            store.submit(.commit)
            phase = .committing
        case .committing: break
        }
        await store.drain()
        return settle(engine, now)
    }

    private func isDue(_ engine: Engine, _ now: Duration) -> Bool {
        isUrgent || now - lastBegin.time >= policy.interval
            || engine.eventCount - lastBegin.eventCount >= policy.eventsMax
    }

    private func goOn(_ engine: Engine, eventCount: Int) {
        let held = engine.captureByteCount
        if held > policy.capturedBytesMax { return giveUp(engine, held) }
        // Half of the bound held: five times the pace.
        let hurry = 1 + 8 * held / policy.capturedBytesMax
        capture(engine, byteBudget: budget(eventCount) * hurry)
    }

    private func giveUp(_ engine: Engine, _ held: Int) {
        engine.abandonCapture()
        store.submit(.abandon)
        phase = .resting
        cut = nil
        status.isWriting = false
        fail(
            "given up: \(held >> 20) MiB of the state changed before it was on the disk, and "
                + "snapshots.memory_bytes allows for \(policy.capturedBytesMax >> 20); raise it, "
                + "or find a faster disk")
    }

    private func fail(_ reason: String) {
        status.failedCount += 1
        status.failure = reason
        notify(.snapshotFailed(reason))
    }

    private func budget(_ eventCount: Int) -> Int {
        eventCount == 0
            ? policy.bytesPerIdlePoll
            : max(policy.bytesPerBatchMin, eventCount * policy.bytesPerEvent)
    }

    private func begin(_ header: SnapshotHeader, _ engine: Engine, _ now: Duration) {
        isUrgent = false
        lastBegin = (now, engine.eventCount)
        cut = header
        status.isWriting = true
        engine.beginCapture()
        store.submit(.begin(header))
        phase = .capturing
    }

    private func capture(_ engine: Engine, byteBudget: Int) {
        var rest = byteBudget
        while rest > 0, store.queuedByteCount < policy.queuedBytesMax {
            guard let chunk = engine.takeChunk() else {
                phase = .delivering
                return
            }
            rest -= chunk.bytes.count
            store.submit(.append(chunk))
        }
    }

    /// Takes the outcome, which may come early when the disk fails.
    private func settle(_ engine: Engine, _ now: Duration) -> SnapshotHeader? {
        guard phase != .resting, let outcome = store.takeOutcome() else { return nil }
        if phase == .capturing { engine.abandonCapture() }
        phase = .resting
        status.isWriting = false
        defer { cut = nil }
        switch outcome {
        case .durable(let facts):
            status.writtenCount += 1
            status.last = facts
            status.lastDurable = .now
            status.failure = nil
            durableSequence = facts.sequence
            notify(.snapshotWritten(facts))
            return cut
        case .failed(let reason):
            fail(reason)
            return nil
        }
    }
}
