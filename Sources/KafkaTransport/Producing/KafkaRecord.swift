/// A record as it lies in a topic.
package struct KafkaRecord: Sendable, Equatable {
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
    /// nil and empty are two different things in Kafka.
    package var key: [UInt8]?
    package var value: [UInt8]?
    package var headers: [Header]
}
