/// Why a topic does not go on where the state left off.
package enum RecoveryProblem: Sendable, Equatable {
    /// Records that were not read yet have been removed: the topic begins at `low`.
    case retentionOvertook(partition: Int32, nextOffset: Int64, low: Int64)
    /// The topic ends, at `high`, before what was read: it lost its tail or was created again.
    case offsetPastEnd(partition: Int32, nextOffset: Int64, high: Int64)
    /// At `offset` lies another record than the one that was read there.
    case topicRecreated(partition: Int32, offset: Int64)
    /// Partitions that the state knows nothing of.
    case partitionsAdded([Int32])
}

extension RecoveryProblem {
    /// Fit for a metric's label, and the last part of the policy's setting.
    package var name: String {
        switch self {
        case .retentionOvertook: "retention_overtook"
        case .offsetPastEnd: "offset_past_end"
        case .topicRecreated: "topic_recreated"
        case .partitionsAdded: "partitions_added"
        }
    }

    /// The setting that holds the policy for it.
    package var setting: String { "recovery.\(name)" }

    /// Records that the state will not count, or counts and the topic no longer has; 0 where
    /// nobody can know.
    package var lostRecordCount: Int64 {
        switch self {
        case .retentionOvertook(_, let nextOffset, let low): low - nextOffset
        case .offsetPastEnd(_, let nextOffset, let high): nextOffset - high
        case .topicRecreated, .partitionsAdded: 0
        }
    }

    /// What happened and where; no advice.
    package func finding(in topic: String) -> String {
        switch self {
        case .retentionOvertook(let partition, let nextOffset, let low):
            "\(topic)[\(partition)] begins at offset \(low), and offset \(nextOffset) was to be "
                + "read next: retention has removed \(lostRecordCount) records that were not read"
        case .offsetPastEnd(let partition, let nextOffset, let high):
            "\(topic)[\(partition)] ends at offset \(high), and everything before \(nextOffset) "
                + "has been read: it lost its last \(lostRecordCount) records, or was created again"
        case .topicRecreated(let partition, let offset):
            "\(topic)[\(partition)] has another record at offset \(offset) than the one that was "
                + "read there: the topic was created again, or its end was written anew"
        case .partitionsAdded(let partitions):
            "\(topic) has partitions that the snapshot does not know: "
                + partitions.map(String.init).joined(separator: ", ")
        }
    }

    /// The finding, with what to do and which setting decides.
    package func message(in topic: String) -> String {
        "\(finding(in: topic)). \(advice), or \(setting) to restart: begin with an empty state"
    }

    private var advice: String {
        switch self {
        case .retentionOvertook(_, _, let low):
            "Raise retention.ms of the topic for the next time. Now set \(setting) to continue: "
                + "read on at \(low)"
        case .offsetPastEnd(_, _, let high):
            "Check the brokers' disks and replicas. Then set \(setting) to continue: keep the "
                + "state and read on at \(high)"
        case .topicRecreated:
            "Find out who did that. Then set \(setting) to continue: keep the state and read the "
                + "partition from its beginning"
        case .partitionsAdded:
            "A session may have moved to another partition. Set \(setting) to continue: read "
                + "these from their beginning; with several instances give each its "
                + "kafka.group_instance_id, so that it keeps its partitions"
        }
    }
}
