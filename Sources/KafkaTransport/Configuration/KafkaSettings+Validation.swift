extension KafkaSettings {
    /// Throws the first problem of `configurationProblems()`.
    package func validate() throws {
        if let problem = configurationProblems().first { throw problem }
    }

    /// Everything wrong with these settings, found without connecting to anything.
    package func configurationProblems() -> [KafkaConfigurationError] {
        var problems = ownProblems
        for role in [ClientConfiguration.Role.consumer, .producer] {
            for problem in ClientConfiguration(role, self).findProblems()
            where !problems.contains(problem) {
                problems.append(problem)
            }
        }
        return problems
    }

    private var ownProblems: [KafkaConfigurationError] {
        var problems = topicProblems
        func require(_ condition: Bool, _ name: String, _ value: String, _ message: String) {
            if !condition {
                problems.append(
                    .init(property: "kafka.\(name)", value: value, message: message))
            }
        }
        require(
            bootstrapServers.contains { $0 != "," && $0 != " " }, "bootstrap_servers",
            bootstrapServers, "must name at least one broker as host:port")
        require(!groupID.isEmpty, "group_id", groupID, "must not be empty")
        require(
            groupInstanceID != "", "group_instance_id", "", "must not be empty; leave it out")
        require(
            (1 << 20...2_047 << 20).contains(queueByteCountMax), "queue_bytes",
            "\(queueByteCountMax)", "must lie between 1 MiB and 2047 MiB")
        require(
            (1...1_000_000).contains(batchEventsMax), "batch.max_events", "\(batchEventsMax)",
            "must lie between 1 and 1000000")
        require(
            (0...60_000).contains(batchLingerMilliseconds), "batch.linger",
            "\(batchLingerMilliseconds)", "must lie between 0 and 60000 ms")
        return problems
    }

    private var topicProblems: [KafkaConfigurationError] {
        var users: [String: String] = [:]
        var problems: [KafkaConfigurationError] = []
        for (setting, topic) in namedTopics {
            if !isLegalTopicName(topic) {
                problems.append(
                    .init(
                        property: setting, value: topic,
                        message: "a topic's name has 1 to 249 of a-z A-Z 0-9 . _ - "
                            + "and is not . or .."))
            } else if let other = users.updateValue(setting, forKey: topic) {
                problems.append(
                    .init(
                        property: setting, value: topic, message: "is the topic of \(other) too"))
            }
        }
        return problems
    }

    /// The topics with the settings that name them.
    var namedTopics: [(setting: String, topic: String)] {
        let topics = [
            ("kafka.topics.events", eventsTopic),
            ("kafka.topics.recommendations", recommendationsTopic),
            ("kafka.topics.related_items", relatedItemsTopic),
        ]
        return topics + (deadLetterTopic.map { [("kafka.topics.dead_letter", $0)] } ?? [])
    }
}

private func isLegalTopicName(_ name: String) -> Bool {
    guard (1...249).contains(name.utf8.count), name != ".", name != ".." else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
