/// What an event says of its session's lists, for whoever judges them.
///
/// Told of the sessions in `StepOptions.judged`, each event of theirs, in order.
package struct SessionVisit: Sendable, BitwiseCopyable {
    package var timestamp: Int64
    /// Index of the event among those of its step.
    package var event: Int
    /// The session's number in its shard.
    package var session: UInt32
    /// The item's number in the directory.
    package var item: UInt32
    package var type: EventType
    /// Events that the session's tail held before this one.
    package var tailCount: UInt8
    /// Whether the number is this session's from here on: it may have been another's.
    package var isNumbered: Bool
    /// Whether the session took it: it is neither there already nor older than a full tail.
    package var isTaken: Bool
    /// Whether the tail held its item already.
    package var isSeen: Bool

    package init(
        timestamp: Int64, event: Int, session: UInt32, item: UInt32, type: EventType,
        tailCount: UInt8, isNumbered: Bool, isTaken: Bool, isSeen: Bool
    ) {
        self.timestamp = timestamp
        self.event = event
        self.session = session
        self.item = item
        self.type = type
        self.tailCount = tailCount
        self.isNumbered = isNumbered
        self.isTaken = isTaken
        self.isSeen = isSeen
    }
}
