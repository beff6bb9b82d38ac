internal import CRdkafka
internal import StreamPipeline

/// Where delivery reports are counted and undelivered records kept until the producer looks.
///
/// Reports come only inside the producer's own poll calls, on its thread: no lock.
final class DeliveryInbox: ClientInbox {
    private(set) var deliveredCount = 0
    private(set) var deliveredSinceReplaced = false
    private(set) var failedCountByName: [String: Int] = [:]
    private(set) var acknowledgeSeconds = Histogram.waits
    /// Whether the next report is the first one of its round.
    private var beginsRound = false
    /// What is still outstanding; the producer adds to it, reports take away.
    var mark = DeliveryMark()
    private var failures: [(record: OutgoingRecord, error: KafkaError)] = []
    private let deadLetterTopic: String?

    init(deadLetterTopic: String?) {
        self.deadLetterTopic = deadLetterTopic
    }

    var hasFailures: Bool { !failures.isEmpty }

    /// The first of the records that came back and that another producer may deliver.
    private(set) var producerFailure: (sequence: Int, error: KafkaError)?

    func takeFailures() -> [(record: OutgoingRecord, error: KafkaError)] {
        defer { failures.removeAll() }
        return failures
    }

    func beginRound() {
        beginsRound = true
    }

    func beginNewProducer() {
        beginNewClient()
        deliveredSinceReplaced = false
        producerFailure = nil
    }

    func attachDeliveries(to configuration: OpaquePointer) {
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
            guard let message, let opaque else { return }
            Unmanaged<DeliveryInbox>.fromOpaque(opaque).takeUnretainedValue().take(message)
        }
    }

    private func takeLatency(of message: UnsafePointer<rd_kafka_message_t>) {
        beginsRound = false
        acknowledgeSeconds.record(Double(rd_kafka_message_latency(message)) / 1e6)
    }

    private func take(_ message: UnsafePointer<rd_kafka_message_t>) {
        guard message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR else {
            deliveredCount += 1
            deliveredSinceReplaced = true
            mark.settle(OutgoingRecord.sequence(of: message))
            if beginsRound { takeLatency(of: message) }
            return
        }
        let topic = String(cString: rd_kafka_topic_name(message.pointee.rkt))
        let error = KafkaError(
            message.pointee.err,
            "topic \"\(topic)\" does not take a record: "
                + String(cString: rd_kafka_err2str(message.pointee.err)))
        failedCountByName[error.name, default: 0] += 1
        let record = OutgoingRecord(
            copying: message, isDeadLetter: topic == deadLetterTopic, topic: topic)
        failures.append((record, error))
        let isRefusedLetter = record.deadLetterHeaders != nil && error.concernsRecordOnly
        if error.concernsProducer, !isRefusedLetter,
            record.sequence < producerFailure?.sequence ?? .max
        {
            producerFailure = (record.sequence, error)
        }
    }
}
