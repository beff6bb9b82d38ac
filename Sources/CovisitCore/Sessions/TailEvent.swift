/// An event as a session remembers it.
package struct TailEvent: BitwiseCopyable, Sendable, Equatable {
    /// Event time in milliseconds.
    package var timestamp: Int64
    /// The item's number in the directory.
    package var item: UInt32
    package var type: EventType

    package init(timestamp: Int64, item: UInt32, type: EventType) {
        self.timestamp = timestamp
        self.item = item
        self.type = type
    }
}

/// What became of an event when its session took it.
enum TailInsertion: Equatable {
    /// It stands at this place of the tail now.
    case inserted(at: Int)
    /// The tail holds the same item, type and time already.
    case duplicate
    /// The tail is full of newer events.
    case tooLate
}

/// Puts `event` in its place among the `count` events of `tail`, which are in order of time (and
/// of arrival, where times are equal); the oldest leaves when there are `tailLength` already.
///
/// `tail` must have room for `min(count + 1, tailLength)` events.
func insert(
    _ event: TailEvent, into tail: UnsafeMutablePointer<TailEvent>, count: inout Int,
    tailLength: Int
) -> TailInsertion {
    var position = count
    while position > 0, tail[position - 1].timestamp > event.timestamp { position -= 1 }
    var twin = position
    while twin > 0, tail[twin - 1].timestamp == event.timestamp {
        twin -= 1
        if tail[twin].item == event.item && tail[twin].type == event.type { return .duplicate }
    }
    if count < tailLength {
        for index in stride(from: count, to: position, by: -1) { tail[index] = tail[index - 1] }
        tail[position] = event
        count += 1
        return .inserted(at: position)
    }
    if position == 0 { return .tooLate }
    for index in 1..<position { tail[index - 1] = tail[index] }
    tail[position - 1] = event
    return .inserted(at: position - 1)
}
