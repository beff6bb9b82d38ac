internal import WireFormats

// What the group decides is answered here, and where reading goes on is found out.

extension KafkaEventSource {
    /// Subscribes, answers the group, and looks after partitions in trouble.
    func prepare() throws {
        if !counters.isSubscribed { try join() }
        while let rebalance = client.inbox.rebalances.first {
            switch rebalance {
            case .assign(let partitions) where client.inbox.rebalances.count == 1:
                try takeOver(partitions)
                counters.assignmentCount += 1
            case .assign: break  // Taken back before we could answer.
            case .revoke(let isLost): try revoke(isLost: isLost)
            }
            client.inbox.answered()
        }
        if membership.beginsLook(at: .now) {
            try lookForTopic()
            if !progress.assigned.isEmpty { try takeOver(progress.assigned.sorted()) }
        }
    }

    /// Throws a passing error while the topic is missing, and what it is when that takes too long.
    private func lookForTopic() throws {
        guard let since = membership.missingSince else { return }
        do {
            _ = try client.partitionCount(of: name, within: membership.answerTimeout)
            membership.findTopic()
        } catch let error as KafkaError {
            let isPatient = ContinuousClock.now - since < GroupMembership.missingTopicTimeout
            throw error.isUnknownTopic && isPatient ? error.passing : error
        }
    }

    private func join() throws {
        // Also because librdkafka 2.0.2 crashes on batches from a topic that is not there.
        let count = try client.partitionCount(of: name, within: membership.answerTimeout)
        try client.subscribe(to: name)
        membership.join(partitionCount: count)
        counters.isSubscribed = true
    }

    private func takeOver(_ partitions: [Int32]) throws {
        let offsets = StartOffsets(
            client: client, topic: name, timeout: membership.answerTimeout)
        let marks = try offsets.watermarks(of: partitions)
        for partition in partitions.sorted() {
            guard let marks = marks[partition], let problem = problem(of: partition, with: marks)
            else { continue }
            try settle(problem, [partition: marks])
        }
        let added = membership.added(among: progress.unknown(among: partitions))
        if !added.isEmpty {
            try settle(.partitionsAdded(added), marks.filter { added.contains($0.key) })
        }
        let unknown = progress.unknown(among: partitions)
        progress.begin(
            try offsets.resolve(
                marks.filter { unknown.contains($0.key) }, by: settings.start))
        let positions = progress.assign(partitions)
        try client.assign(name, progress.fetchOffsets(from: marks.mapValues(\.low)))
        membership.takeOver(partitions)
        notify(.partitionsAssigned(positions))
    }

    private func revoke(isLost: Bool) throws {
        if isLost {
            counters.lossCount += 1
        } else {
            commitNow(until: ContinuousClock.now + .seconds(3))
        }
        let partitions = progress.revoke()
        commits.revoke()
        try client.unassign()
        counters.revocationCount += 1
        notify(.partitionsRevoked(partitions, lost: isLost))
    }
}

// MARK: - Recovery

extension KafkaEventSource {
    /// Why this partition cannot go on at our position, if it cannot.
    private func problem(
        of partition: Int32, with marks: ConsumerClient.Watermarks
    ) -> RecoveryProblem? {
        if case .rewritten(let offset) = membership.suspects[partition] {
            return .topicRecreated(partition: partition, offset: offset)
        }
        guard let position = progress.positions[partition] else { return nil }
        return KafkaTransport.problem(at: position, of: partition, with: marks)
    }

    /// Goes on in these partitions in spite of a problem, or throws, as its policy says.
    private func settle(
        _ problem: RecoveryProblem, _ marks: [Int32: ConsumerClient.Watermarks]
    ) throws {
        let policy = policy(for: problem)
        if policy != .continue {
            throw RecoveryError(topic: name, problem: problem, policy: policy)
        }
        for (partition, marks) in marks {
            let offset = offset(after: problem, with: marks)
            progress.move(partition, to: offset)
            resets[partition] = offset
            commits.forget(partition)
            membership.suspects[partition] = nil
        }
        counters.continuedProblemCountByName[problem.name, default: 0] += 1
        counters.lostRecordCount &+= problem.lostRecordCount
        notify(.recoveryContinued(problem, topic: name))
    }

    private func policy(for problem: RecoveryProblem) -> RecoveryPolicy {
        // Nothing can have been missed of partitions that are added while we read.
        if case .partitionsAdded = problem, !membership.judgesAddedPartitions { return .continue }
        return settings.recovery.policy(for: problem)
    }
}
