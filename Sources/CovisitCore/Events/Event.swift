/// What a visitor did with an item; the raw values index tables and bit sets.
package enum EventType: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case clicks = 0
    case carts = 1
    case orders = 2
}

/// One click, cart or order, of fixed size; its string ids lie in the arena of its batch.
package struct Event: Sendable, BitwiseCopyable {
    package var session: ExternalID
    package var item: ExternalID
    /// Event time in milliseconds since 1970; checked at decoding to lie in
    /// `0...Event.timestampMax`, so that sums and differences cannot overflow.
    package var timestamp: Int64
    /// Where it came from: the version of what is computed from it.
    package var offset: Int64
    package var partition: Int32
    package var type: EventType

    /// The year 9999; differences of two timestamps fit easily.
    package static let timestampMax: Int64 = 253_402_300_799_999

    package init(
        session: ExternalID, item: ExternalID, timestamp: Int64, type: EventType,
        partition: Int32, offset: Int64
    ) {
        self.session = session
        self.item = item
        self.timestamp = timestamp
        self.type = type
        self.partition = partition
        self.offset = offset
    }
}
