internal import CRdkafka

/// The version of the librdkafka that this process runs with, e.g. `2.0.2`.
package func librdkafkaVersion() -> String {
    String(cString: rd_kafka_version_str())
}

/// The same as a number, 0xMMmmrrpp, for what depends on it.
func librdkafkaVersionNumber() -> Int32 {
    rd_kafka_version()
}
