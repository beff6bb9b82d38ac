import StreamPipeline
import Testing
import WireFormats

@testable import KafkaTransport

struct KafkaTopicReaderTests {
    private func entries(_ reader: KafkaTopicReader) async throws -> [TopicEntry] {
        var entries: [TopicEntry] = []
        while let more = try await reader.next() { entries += more }
        #expect(reader.progress.done == reader.progress.total)
        await reader.close()
        return entries
    }

    private func records(_ entries: [TopicEntry]) -> [TopicRecord] {
        entries.compactMap { if case .record(let record) = $0 { record } else { nil } }
    }

    @Test(.timeLimit(.minutes(1)))
    func `every record comes once, in the order of its time`() async throws {
        let cluster = try await Cluster(partitionCount: 3)
        try await cluster.play(0..<500, sessionCount: 20)
        let reader = try KafkaTopicReader(
            settings: cluster.settings, topic: "events", from: .earliest, to: .end)
        let found = records(try await entries(reader))
        #expect(found.count == 500)
        #expect(Set(found.map(\.partition)).count == 3)
        #expect(found.allSatisfy { $0.key != nil && $0.value != nil })
        let times = found.map { $0.timestamp ?? 0 }
        #expect(times == times.sorted())
        for partition in Int32(0)..<3 {
            let offsets = found.filter { $0.partition == partition }.map(\.offset)
            #expect(offsets == Array(0..<Int64(offsets.count)))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `in the order of a journal, from where it was read to`() async throws {
        let cluster = try await Cluster(partitionCount: 2)
        try await cluster.play(0..<200, sessionCount: 20)
        func batch(_ sequence: UInt64, _ runs: (Int32, Int64)...) -> JournalRecord {
            JournalRecord(
                sequence: sequence, clock: 5,
                runs: runs.map { .init(partition: $0, nextOffset: $1) })
        }
        let journal = [
            batch(1, (1, 30), (0, 10)), batch(2, (0, 11)), batch(3, (1, 31), (0, 20)),
        ]
        let reader = try KafkaTopicReader(
            settings: cluster.settings, topic: "events", from: .earliest, to: .end,
            journal: journal)
        let all = try await entries(reader)
        let expected: [TopicEntry] = [.batch(journal[0]), .batch(journal[1]), .batch(journal[2])]
        #expect(all.filter { if case .batch = $0 { true } else { false } } == expected)
        let order = records(all).map { "\($0.partition)/\($0.offset)" }
        let runs = [(1, 0..<30), (0, 0..<10), (0, 10..<11), (1, 30..<31), (0, 11..<20)]
        #expect(order == runs.flatMap { part, range in range.map { "\(part)/\($0)" } })

        let header = TopicRecordingHeader(
            topic: "events", isConsumedOrder: true, firstOffsets: [0: 0, 1: 0])
        let rest = try await entries(
            KafkaTopicReader(
                settings: cluster.settings, topic: "events", from: .earliest, to: .end,
                after: (header, RecordedPositions([0: 4, 1: 30], sequence: 1)), journal: journal))
        #expect(rest == Array(all[35...]))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a topic that is shorter than what was read is named`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        let header = TopicRecordingHeader(
            topic: "events", isConsumedOrder: false, firstOffsets: [0: 0])
        let shortened = TopicRangeError.shortened(
            topic: "events", partition: 0, expected: 11, end: 10)
        #expect(throws: shortened) {
            try KafkaTopicReader(
                settings: cluster.settings, topic: "events", from: .earliest, to: .end,
                after: (header, RecordedPositions([0: 11])))
        }
        let journal = [
            JournalRecord(sequence: 1, clock: 0, runs: [.init(partition: 0, nextOffset: 11)])
        ]
        #expect(throws: shortened) {
            try KafkaTopicReader(
                settings: cluster.settings, topic: "events", from: .earliest, to: .end,
                journal: journal)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a record that is removed before it is read is named`() async throws {
        let cluster = try await Cluster()
        try await cluster.play(0..<10)
        // OFFSET_OUT_OF_RANGE, for the first fetch.
        await cluster.broker.fail(.fetch, with: [1])
        let reader = try KafkaTopicReader(
            settings: cluster.settings, topic: "events", from: .offset(4), to: .end)
        await #expect(throws: TopicRangeError.overtaken(partition: 0, next: 4)) {
            while try await reader.next() != nil {}
        }
        await reader.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a partition that waits for its turn is held back, and nothing is lost`() async throws {
        var cluster = try await Cluster(partitionCount: 2)
        cluster.settings.queueByteCountMax = 256 << 10
        let value = [UInt8](repeating: 7, count: 10_000)
        for part in 0..<40 {
            try await cluster.play((0..<10).map { (Array("\(part)/\($0)".utf8), value) })
        }
        let counts = try await entries(
            KafkaTopicReader(
                settings: cluster.settings, topic: "events", from: .earliest, to: .end)
        ).reduce(into: [Int64](repeating: 0, count: 2)) { counts, entry in
            if case .record(let record) = entry { counts[Int(record.partition)] += 1 }
        }
        #expect(counts.reduce(0, +) == 400)

        let journal = (0..<2).map { partition in
            JournalRecord(
                sequence: UInt64(partition + 1), clock: 0,
                runs: [.init(partition: Int32(partition), nextOffset: counts[partition])])
        }
        let reader = try KafkaTopicReader(
            settings: cluster.settings, topic: "events", from: .earliest, to: .end,
            journal: journal)
        var most = 0
        var found: [TopicEntry] = []
        while let more = try await reader.next() {
            found += more
            most = max(most, try await mostQueued(in: reader))
        }
        await reader.close()
        #expect(records(found).count == 400)
        // Of 2 MB some 64 KiB, and what comes with the fetch that reaches them.
        #expect((1...60).contains(most), "\(most) records were waiting")
    }

    /// How many records wait in librdkafka once no more come.
    private func mostQueued(in reader: KafkaTopicReader) async throws -> Int {
        var count = -1
        while await reader.queuedCount > count {
            count = await reader.queuedCount
            try await Task.sleep(for: .milliseconds(300))
        }
        return count
    }
}
