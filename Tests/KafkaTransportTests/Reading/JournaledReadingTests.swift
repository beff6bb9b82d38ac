import Testing
import WireFormats

@testable import KafkaTransport

struct JournaledReadingTests {
    private let records = [
        JournalRecord(
            sequence: 1, clock: 1,
            runs: [
                .init(partition: 0, nextOffset: 3), .init(partition: 1, nextOffset: 2),
                .init(partition: 0, nextOffset: 4),
            ]),
        JournalRecord(sequence: 2, clock: 2, runs: []),
        JournalRecord(sequence: 3, clock: 3, runs: [.init(partition: 1, nextOffset: 9)]),
    ]

    private func steps(_ reading: JournaledReading) -> [JournaledReading.Step] {
        var reading = reading
        var steps: [JournaledReading.Step] = []
        while let step = reading.step {
            steps.append(step)
            reading.advance()
        }
        return steps
    }

    private var all: [JournaledReading.Step] {
        [
            .batch(records[0]), .read(0, before: 3), .read(1, before: 2), .read(0, before: 4),
            .batch(records[1]), .batch(records[2]), .read(1, before: 9),
        ]
    }

    @Test func `it follows the journal, run by run`() {
        let reading = JournaledReading(records)
        #expect(steps(reading) == all)
        #expect(reading.ends == [0: 4, 1: 9])
        #expect(reading.firstEnds == [0: 3, 1: 2])
    }

    @Test func `it goes on with the batch that was begun`() {
        #expect(steps(JournaledReading(records, after: 1)) == Array(all[1...]))
        #expect(steps(JournaledReading(records, after: 3)) == Array(all[6...]))
        #expect(steps(JournaledReading(records, after: 4)) == [])
        #expect(steps(JournaledReading([], after: 0)) == [])
    }

    @Test func `it sees a topic that was made again, and the journal of another run`() throws {
        let reading = JournaledReading(records)
        try reading.check(nil, since: [:])
        try reading.check(RecordedPositions([0: 4, 1: 2], sequence: 1), since: [:])
        try reading.check(RecordedPositions([0: 4, 1: 5], sequence: 1), since: [1: 5])
        #expect(throws: TopicRangeError.journalGoesBack(partition: 1, sequence: 1)) {
            try reading.check(RecordedPositions([0: 4, 1: 5], sequence: 1), since: [:])
        }
        let again = JournalRecord(
            sequence: 4, clock: 4, runs: [.init(partition: 0, nextOffset: 2)])
        #expect(throws: TopicRangeError.journalGoesBack(partition: 0, sequence: 4)) {
            try JournaledReading(records + [again]).check(nil, since: [:])
        }
    }
}
