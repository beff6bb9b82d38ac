import Testing

@testable import KafkaTransport

struct `Which partitions are new` {
    @Test func `without a snapshot those beyond the count at joining`() {
        var membership = GroupMembership(snapshot: [])
        membership.join(partitionCount: 4)
        #expect(!membership.judgesAddedPartitions)
        #expect(membership.added(among: [0, 3]) == [])
        #expect(membership.added(among: [5, 4, 1]) == [4, 5])
    }

    @Test func `with one those above its highest, until the first assignment`() {
        var membership = GroupMembership(snapshot: [1, 0])
        membership.join(partitionCount: 4)
        #expect(membership.judgesAddedPartitions)
        #expect(membership.added(among: [2, 3]) == [2, 3])
        membership.takeOver([])
        #expect(membership.judgesAddedPartitions)
        membership.takeOver([0, 1])
        #expect(!membership.judgesAddedPartitions)
        // Another instance's, not new.
        #expect(membership.added(among: [2, 3]) == [])
        #expect(membership.added(among: [4]) == [4])
    }

    @Test func `partitions in trouble are looked at once a second`() {
        let start = ContinuousClock.now
        var membership = GroupMembership(snapshot: [])
        var looks = [membership.beginsLook(at: start)]
        membership.suspects[0] = .outOfRange
        for milliseconds in [0, 900, 1_000] {
            looks.append(membership.beginsLook(at: start + .milliseconds(milliseconds)))
        }
        #expect(looks == [false, true, false, true])
        membership.takeOver([0])
        #expect(membership.suspects.isEmpty)
    }

    @Test func `a distant broker gets more time, within limits`() {
        var membership = GroupMembership(snapshot: [])
        var timeouts: [Duration] = []
        for _ in 0..<5 {
            timeouts.append(membership.answerTimeout)
            membership.missAnswer()
        }
        #expect(timeouts == [1, 2, 4, 8, 8].map { .seconds($0) })
        membership.getAnswers()
        #expect(membership.answerTimeout == .seconds(1))
    }

    @Test func `a missing topic is looked for until it is found`() {
        let start = ContinuousClock.now
        var membership = GroupMembership(snapshot: [])
        membership.missTopic(at: start)
        membership.missTopic(at: start + .seconds(5))
        #expect(membership.missingSince == start)
        let isLooked = membership.beginsLook(at: start + .seconds(5))
        #expect(isLooked)
        membership.findTopic()
        #expect(membership.missingSince == nil)
    }
}
