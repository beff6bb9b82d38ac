/// A record as it lies in a topic.
package struct TopicRecord: Sendable, Equatable {
    /// A name and what stands under it; a name may occur more than once.
    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: [UInt8]

        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    package var partition: Int32
    package var offset: Int64
    /// Milliseconds since 1970, as Kafka keeps it: not the event's own time. nil where it has none.
    package var timestamp: Int64?
    /// nil and empty are two different things in Kafka.
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: [Header]

    package init(
        partition: Int32, offset: Int64, timestamp: Int64? = nil, key: [UInt8]?, value: [UInt8]?,
        headers: [Header] = []
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// What a recording of a topic is made of, in its order.
package enum TopicEntry: Sendable, Equatable {
    /// The records from here to the next one were a batch of the daemon, judged by its clock.
    case batch(JournalRecord)
    case record(TopicRecord)
    /// Everything that was asked for is there, up to here.
    case end
}
