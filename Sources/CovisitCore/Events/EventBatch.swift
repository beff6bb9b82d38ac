/// Events in the order they were consumed, with the bytes of their string ids.
///
/// A value: tasks of one step read it side by side. Reuse one batch with `removeAll()`, which
/// keeps the capacity.
package struct EventBatch: Sendable {
    package private(set) var events: [Event] = []
    /// UTF-8 bytes of the string ids of `events`.
    package private(set) var arena: [UInt8] = []

    package init() {}

    package var count: Int { events.count }
    package var isEmpty: Bool { events.isEmpty }

    package mutating func append(_ event: Event) {
        events.append(event)
    }

    /// Copies a string id into the arena; `bytes` must have 1...64 bytes of UTF-8.
    package mutating func intern(_ bytes: UnsafeRawBufferPointer) -> ExternalID {
        let id = ExternalID(stringAt: arena.count, byteCount: bytes.count)
        arena.append(contentsOf: bytes)
        return id
    }

    /// Copies a string id into the arena; it must have 1...64 bytes of UTF-8.
    package mutating func intern(_ string: String) -> ExternalID {
        var string = string
        return string.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
    }

    package mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        arena.removeAll(keepingCapacity: true)
    }
}
