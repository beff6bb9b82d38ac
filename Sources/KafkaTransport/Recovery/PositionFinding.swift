/// Holds a position against what the topic has; nil: reading can go on there.
func problem(
    at nextOffset: Int64, of partition: Int32, with marks: ConsumerClient.Watermarks
) -> RecoveryProblem? {
    if nextOffset < marks.low {
        .retentionOvertook(partition: partition, nextOffset: nextOffset, low: marks.low)
    } else if nextOffset > marks.high {
        .offsetPastEnd(partition: partition, nextOffset: nextOffset, high: marks.high)
    } else {
        nil
    }
}

/// Where to read on in spite of a problem with one partition.
func offset(after problem: RecoveryProblem, with marks: ConsumerClient.Watermarks) -> Int64 {
    switch problem {
    case .offsetPastEnd: marks.high
    case .retentionOvertook, .topicRecreated, .partitionsAdded: marks.low
    }
}
