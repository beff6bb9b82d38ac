/// What the source has to keep in mind between two answers to its group.
struct GroupMembership: Sendable, Equatable {
    enum Suspicion: Sendable, Equatable {
        /// The broker does not have our position.
        case outOfRange
        /// Another record lies where we have read one.
        case rewritten(at: Int64)
    }

    private static let shortestAnswerTimeout: Duration = .seconds(1)
    private static let longestAnswerTimeout: Duration = .seconds(8)

    /// Least time between two looks at the same trouble.
    static let lookInterval: Duration = .seconds(1)

    /// How long a topic that was there may be missing: a broker that starts has to learn of it.
    static let missingTopicTimeout: Duration = .seconds(30)

    /// Since when the topic has been missing.
    private(set) var missingSince: ContinuousClock.Instant?
    /// Partitions to look at before anything more is taken from them.
    var suspects: [Int32: Suspicion] = [:]
    /// Until partitions were taken over for the first time.
    private(set) var isStarting = true
    /// How long to wait for one answer of a broker.
    private(set) var answerTimeout = GroupMembership.shortestAnswerTimeout
    /// Partitions from this one on are new to us.
    private var firstNewPartition: Int32?
    private var partitionCount: Int32 = 0
    private let isRecovering: Bool
    private var nextLook: ContinuousClock.Instant?

    /// - Parameter snapshot: the partitions that a snapshot knows; empty: there is none.
    init(snapshot partitions: [Int32]) {
        isRecovering = !partitions.isEmpty
        firstNewPartition = partitions.max().map { $0 == .max ? $0 : $0 + 1 }
    }

    /// Whether partitions that turn up now have been missed by the state of a snapshot.
    var judgesAddedPartitions: Bool { isStarting && isRecovering }

    /// A snapshot knows the partitions of its own instance only, so a lower number says nothing:
    /// another instance may have had it. Higher ones than any were not there.
    func added(among unknown: [Int32]) -> [Int32] {
        unknown.filter { $0 >= firstNewPartition ?? .max }.sorted()
    }

    /// The topic's partitions as counted when we joined the group.
    mutating func join(partitionCount: Int) {
        self.partitionCount = Int32(clamping: partitionCount)
        if !isRecovering { firstNewPartition = self.partitionCount }
    }

    mutating func takeOver(_ partitions: [Int32]) {
        suspects = [:]
        guard let highest = partitions.max() else { return }
        isStarting = false
        firstNewPartition = max(partitionCount, firstNewPartition ?? 0, highest + 1)
    }

    mutating func missTopic(at now: ContinuousClock.Instant) {
        missingSince = missingSince ?? now
    }

    mutating func findTopic() {
        missingSince = nil
    }

    /// No answer came in time: a distant broker gets more of it.
    mutating func missAnswer() {
        answerTimeout = min(answerTimeout * 2, Self.longestAnswerTimeout)
    }

    mutating func getAnswers() {
        answerTimeout = Self.shortestAnswerTimeout
    }

    /// Whether suspects, or the topic, are to be looked at now.
    mutating func beginsLook(at now: ContinuousClock.Instant) -> Bool {
        guard !suspects.isEmpty || missingSince != nil, now >= nextLook ?? now else { return false }
        nextLook = now + Self.lookInterval
        return true
    }
}
