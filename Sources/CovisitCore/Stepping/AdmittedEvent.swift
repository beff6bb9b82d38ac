/// An event as the shards see it: its item has a number, its place in the order of all events
/// is known.
struct AdmittedEvent: Sendable {
    let session: ExternalID
    let sessionHash: UInt64
    let timestamp: Int64
    /// The highest event time so far, this event included.
    let watermark: Int64
    let item: UInt32
    let type: EventType
    /// Whether rows and popularity learn from it.
    let teaches: Bool
    /// Which version of the popular items stands after this event, by type.
    var popular: PerEventType<UInt32>

    var shard: Int { Self.shard(ofHash: sessionHash) }

    /// The session shard of an id with this hash.
    @inline(__always)
    static func shard(ofHash hash: UInt64) -> Int { Int(hash >> 58) }
}
