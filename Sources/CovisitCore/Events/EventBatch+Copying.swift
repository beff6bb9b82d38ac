extension EventBatch {
    /// Appends an event of another batch, with its strings.
    package mutating func append(_ event: Event, from arena: [UInt8]) {
        var copy = event
        copy.session = intern(event.session, from: arena)
        copy.item = intern(event.item, from: arena)
        append(copy)
    }

    /// A batch of the first events.
    package func prefix(_ count: Int) -> EventBatch {
        var batch = EventBatch()
        for event in events[..<count] { batch.append(event, from: arena) }
        return batch
    }

    private mutating func intern(_ id: ExternalID, from arena: [UInt8]) -> ExternalID {
        if id.isInteger { return id }
        return arena.withUnsafeBytes { intern(UnsafeRawBufferPointer(rebasing: $0[id.range])) }
    }
}
