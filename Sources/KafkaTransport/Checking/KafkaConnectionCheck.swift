internal import StreamPipeline
internal import CRdkafka

/// Looks whether the daemon could run with these settings, without reading or writing a record.
///
/// Takes at most `timeout` (15 s). Whether this principal may write shows only in writing: Kafka
/// does not say beforehand.
package actor KafkaConnectionCheck {
    private let executor = ThreadExecutor()
    private let settings: KafkaSettings
    private let timeout: Duration
    private var findings: [ConnectionFinding] = []

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init(settings: KafkaSettings, timeout: Duration = .seconds(15)) {
        self.settings = settings
        self.timeout = timeout
    }

    package func run() async throws -> [ConnectionFinding] {
        findings = []
        try settings.validate()
        let deadline = ContinuousClock.now + timeout
        let client = try ConsumerClient(checkConfiguration, batchRecordsMax: 16)
        // Leave two seconds for going.
        look(through: client, until: deadline - .seconds(2))
        _ = client.close(within: .seconds(2))
        return findings
    }

    private var checkConfiguration: ClientConfiguration {
        var configuration = ClientConfiguration(.consumer, settings)
        // Nothing is joined: a second instance id would fence the running daemon.
        configuration.remove("group.instance.id")
        // A daemon need not hear of each connection that ends; here its end may be the answer, as
        // where TLS is expected.
        configuration.set("log.connection.close", "true")
        return configuration
    }

    private func look(through client: ConsumerClient, until deadline: ContinuousClock.Instant) {
        guard let cluster = reach(client, until: deadline) else { return }
        add(
            "kafka.bootstrap_servers", .passed,
            "connected; the cluster has \(counted(cluster.brokerCount, "broker"))")
        for (setting, topic) in settings.namedTopics {
            lookAt(topic, setting, client, until: deadline)
        }
        lookAtReading(client, until: deadline)
    }

    private func add(_ subject: String, _ verdict: ConnectionFinding.Verdict, _ message: String) {
        findings.append(.init(subject: subject, verdict: verdict, message: message))
    }
}

// MARK: - The brokers

extension KafkaConnectionCheck {
    /// Waits for a broker's answer; half of the time is left for the topics.
    private func reach(
        _ client: ConsumerClient, until deadline: ContinuousClock.Instant
    ) -> ConsumerClient.Cluster? {
        let halfway = ContinuousClock.now + (deadline - ContinuousClock.now) / 2
        var errors: [KafkaError] = []
        while ContinuousClock.now < halfway {
            if let cluster = try? client.cluster(within: .milliseconds(500)) { return cluster }
            errors += connectionErrors(client)
            if errors.contains(where: \.endsConnecting) { break }
        }
        add("kafka.bootstrap_servers", .failed, whyUnreachable(errors))
        return nil
    }

    private func connectionErrors(_ client: ConsumerClient) -> [KafkaError] {
        client.withRecords(idle: .zero, linger: .zero) { _ in }
        return client.inbox.takeNotices().compactMap { notice in
            if case .errorReported(let error) = notice { error } else { nil }
        }
    }

    /// The error that says most.
    private func whyUnreachable(_ errors: [KafkaError]) -> String {
        let isGeneral = { (error: KafkaError) in
            error.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue
        }
        let telling =
            errors.first { $0.endsConnecting && !isGeneral($0) }
            ?? errors.first { !isGeneral($0) } ?? errors.first
        guard let telling else {
            return "no answer from \(settings.bootstrapServers): the hosts may be behind a "
                + "firewall, or security.protocol does not fit the listener"
        }
        return "\(telling)"
    }
}

extension KafkaError {
    /// More attempts will not help.
    fileprivate var endsConnecting: Bool {
        let codes = [
            RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__SSL,
            RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
        ]
        return codes.contains { $0.rawValue == code }
    }
}

// MARK: - Topics and the group

extension KafkaConnectionCheck {
    private func lookAt(
        _ topic: String, _ setting: String, _ client: ConsumerClient,
        until deadline: ContinuousClock.Instant
    ) {
        do {
            let count = try client.partitionCount(of: topic, within: step(until: deadline))
            add(setting, .passed, "topic \"\(topic)\" has \(counted(count, "partition"))")
        } catch {
            add(setting, .failed, "\(error)")
        }
    }

    private func lookAtReading(
        _ client: ConsumerClient, until deadline: ContinuousClock.Instant
    ) {
        let topic = settings.eventsTopic
        guard let count = try? client.partitionCount(of: topic, within: step(until: deadline))
        else { return }
        do {
            let marks = try client.queryWatermarks(
                of: topic, Array(0..<Int32(count)), within: step(until: deadline))
            let recordCount = marks.values.reduce(0) { $0 + $1.high - $1.low }
            add("kafka.topics.events", .passed, "holds about \(recordCount) records")
        } catch {
            add("kafka.topics.events", .failed, "\(error)")
        }
        do {
            try client.checkGroupAccess(of: topic, within: step(until: deadline))
            add("kafka.group_id", .passed, "group \"\(settings.groupID)\" can be used")
        } catch {
            add("kafka.group_id", .failed, "group \"\(settings.groupID)\": \(error)")
        }
    }

    /// Time for one answer: what is left, at most 3 s.
    private func step(until deadline: ContinuousClock.Instant) -> Duration {
        max(.milliseconds(1), min(.seconds(3), deadline - ContinuousClock.now))
    }
}

private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
