/// A setting that librdkafka or the daemon does not accept.
package struct KafkaConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The librdkafka property, or our own setting (`kafka.…`).
    package let property: String
    /// What was given; secrets are masked.
    package let value: String
    /// What is wrong and what is allowed.
    package let message: String

    init(property: String, value: String, message: String) {
        self.property = property
        self.value = isSecret(property) ? "********" : value
        self.message = message
    }

    package var description: String { "\(property) = \"\(value)\": \(message)" }
}
