internal import CRdkafka

extension ConsumerClient {
    /// Leaves the group, answering what it still asks, and frees everything.
    ///
    /// False when that was not done in time. The client is then left as it is, with everything
    /// it uses: destroying it might wait for ever.
    func close(within timeout: Duration) -> Bool {
        let deadline = ContinuousClock.now + timeout
        guard let events = rd_kafka_queue_new(client) else { return false }
        if let error = rd_kafka_consumer_close_queue(client, events) {
            rd_kafka_error_destroy(error)
        } else if !answerUntilClosed(events, until: deadline) {
            return false
        }
        rd_kafka_queue_destroy(events)
        rd_kafka_queue_destroy(answers)
        rd_kafka_queue_destroy(records)
        // After a fatal error librdkafka 2.0.2 refuses to leave the group, and would wait for
        // just that while it is freed: for ever, at full speed.
        let flags = fatalError == nil ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE
        // However late it is, freeing gets the little time that it takes when all is well.
        let rest = max(.milliseconds(500), deadline - ContinuousClock.now)
        return destroy(client, flags: flags, within: rest)
    }

    private func answerUntilClosed(
        _ events: OpaquePointer, until deadline: ContinuousClock.Instant
    ) -> Bool {
        // A rebalance that was not answered yet holds up the closing.
        if !inbox.rebalances.isEmpty { rd_kafka_assign(client, nil) }
        while rd_kafka_consumer_closed(client) == 0 {
            guard ContinuousClock.now < deadline else { return false }
            guard let event = rd_kafka_queue_poll(events, 50) else { continue }
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                rd_kafka_assign(client, nil)
            }
            rd_kafka_event_destroy(event)
        }
        return true
    }
}
