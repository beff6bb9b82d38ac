/// When state is written down, and at what pace.
package struct CheckpointPolicy: Sendable, Equatable {
    /// A snapshot begins when so much time has passed since the last began ...
    package var interval = Duration.seconds(60)
    /// ... or so many events have been counted.
    package var eventsMax = 1_000_000

    /// Bytes of state that are captured after a batch, for each of its events: what a snapshot
    /// may cost the stream.
    package var bytesPerEvent = 64
    /// At least this much after each batch, so that a slow stream gets its snapshots too.
    package var bytesPerBatchMin = 64 << 10
    /// As much when there was nothing to do.
    package var bytesPerIdlePoll = 1 << 20
    /// Bytes that a capture may hold of what has changed since it began; beyond that it is given
    /// up.
    package var capturedBytesMax = 1 << 30
    /// Bytes that may wait for the disk.
    package var queuedBytesMax = 8 << 20

    package init() {}
}
