import Testing

@testable import KafkaTransport

struct `What is committed, and when` {
    private let start = ContinuousClock.now

    @Test func `at most one commit a second, with the newest offsets`() {
        var commits = CommitSchedule()
        commits.acknowledge([0: 5, 1: 7])
        #expect(commits.begin([0, 1], at: start) == [0: 5, 1: 7])
        commits.succeed()
        commits.acknowledge([0: 9])
        commits.acknowledge([0: 8])
        #expect(commits.begin([0, 1], at: start + .milliseconds(900)) == nil)
        #expect(commits.begin([0, 1], at: start + .seconds(1)) == [0: 9])
    }

    @Test func `a failed commit stays due, an answered one does not`() {
        var commits = CommitSchedule()
        commits.acknowledge([0: 5])
        _ = commits.begin([0], at: start)
        #expect(commits.begin([0], at: start + .seconds(2)) == nil)
        commits.fail()
        #expect(commits.begin([0], at: start, isUrgent: true) == [0: 5])
        commits.succeed()
        #expect(commits.begin([0], at: start, isUrgent: true) == nil)
    }

    @Test func `only partitions that are ours are committed`() {
        var commits = CommitSchedule()
        commits.acknowledge([0: 5, 1: 7])
        #expect(commits.begin([1], at: start) == [1: 7])
    }
}
