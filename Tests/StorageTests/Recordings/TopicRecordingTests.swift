import Glibc
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

struct TopicRecordingTests {
    private let files: TemporaryFiles
    private let header = TopicRecordingHeader(
        topic: "events", isConsumedOrder: true, firstOffsets: [0: 0, 1: 100])

    init() throws { files = try TemporaryFiles() }

    /// Batches of two records, one of each partition.
    private func entries(_ count: Int) -> [TopicEntry] {
        (1...count).flatMap { number -> [TopicEntry] in
            let (first, second) = (Int64(number - 1), Int64(number + 99))
            let batch = JournalRecord(
                sequence: UInt64(number), clock: 1_000,
                runs: [
                    .init(partition: 0, nextOffset: first + 1),
                    .init(partition: 1, nextOffset: second + 1),
                ])
            return [
                .batch(batch),
                .record(
                    TopicRecord(
                        partition: 0, offset: first, timestamp: 10 * first, key: [1], value: [2])),
                .record(
                    TopicRecord(
                        partition: 1, offset: second, timestamp: 10 * first + 5, key: nil,
                        value: Array("\(number)".utf8),
                        headers: [.init(name: "a", value: [UInt8(number % 256)])])),
            ]
        }
    }

    /// Writes what is not there yet, a frame every few entries, as if killed there each time.
    private func record(_ entries: [TopicEntry], to path: FilePath, upTo end: Int? = nil) throws {
        let writer = try TopicRecordingWriter(path)
        if writer.header == nil { try writer.begin(header) }
        let positions = writer.positions
        for entry in entries.prefix(end ?? entries.count) {
            switch entry {
            case .batch(let batch) where batch.sequence <= positions.sequence: continue
            case .record(let record)
            where record.offset < positions.nextOffsets[record.partition] ?? 0:
                continue
            default: try writer.append(entry)
            }
        }
        try writer.finish()
    }

    /// What a reader hands over, without the marks of ends, and why it stopped.
    private func read(
        _ path: FilePath, bounds: RecordedBounds = RecordedBounds()
    ) async throws -> (entries: [TopicEntry], failure: RecordingError?) {
        let reader = try RecordedTopicReader(files: [path], bounds: bounds)
        #expect(reader.topic == "events")
        var entries: [TopicEntry] = []
        do {
            while let more = try await reader.next() { entries += more }
        } catch let error as RecordingError {
            return (entries.filter { $0 != .end }, error)
        }
        #expect(reader.progress.done == reader.progress.total)
        return (entries.filter { $0 != .end }, nil)
    }

    @Test func `what was recorded in parts is what was recorded at once`() async throws {
        let path = files.path("a")
        let all = entries(2_000)
        for end in [10, 11, 12, 1_000, 5_999] { try record(all, to: path, upTo: end) }
        try record(all, to: path)
        let found = try await read(path)
        #expect(found.entries == all)
        #expect(found.failure == nil)
        #expect(try RecordedTopicReader.isRecording(path))
    }

    @Test func `nothing is added to a recording that has everything`() throws {
        let path = files.path("a")
        try record(entries(5), to: path)
        let before = try bytes(of: path)
        try record(entries(5), to: path)
        #expect(try bytes(of: path) == before)
    }

    @Test func `torn at any byte it says so, and goes on to the same content`() async throws {
        let all = entries(12)
        let path = files.path("a")
        for end in [9, 20, 31, 36] { try record(all, to: path, upTo: end) }
        let whole = try bytes(of: path)
        for end in 0..<whole.count {
            let torn = try files.write(Array(whole[..<end]), to: "torn")
            if end >= header.bytes.count {
                let found = try await read(torn)
                #expect(all.starts(with: found.entries))
                let isWhole = found.entries.count < all.count && found.failure == nil
                #expect(found.failure?.code == .truncated || isWhole, "cut at \(end)")
            } else if end > 0, end < 8 {
                continue
            }
            try record(all, to: torn)
            let found = try await read(torn)
            #expect(found.entries == all && found.failure == nil, "cut at \(end)")
        }
    }

    @Test func `damage in the middle is named and left as it is`() async throws {
        let path = files.path("a")
        for end in [9, 36] { try record(entries(12), to: path, upTo: end) }
        var damaged = try bytes(of: path)
        damaged[header.bytes.count + 20] ^= 1
        let wrong = try files.write(damaged, to: "wrong")
        let found = try await read(wrong)
        #expect(found.entries == [] && found.failure?.code == .damaged)
        let error = #expect(throws: RecordingError.self) { try TopicRecordingWriter(wrong) }
        #expect(error?.code == .damaged)
        #expect(try bytes(of: wrong) == damaged)
    }

    @Test func `another file is refused and left as it is`() throws {
        let path = try files.write(["{}"], to: "other")
        let error = #expect(throws: RecordingError.self) { try TopicRecordingWriter(path) }
        #expect(error?.code == .foreign)
        #expect(try bytes(of: path) == text(["{}"]))
        #expect(try !RecordedTopicReader.isRecording(path))
    }

    @Test func `two do not write to one recording`() throws {
        let path = files.path("a")
        let first = try TopicRecordingWriter(path)
        let error = #expect(throws: RecordingError.self) { try TopicRecordingWriter(path) }
        #expect(error?.code == .busy)
        withExtendedLifetime(first) {}
    }

    @Test(arguments: [
        (RecordedBounds(from: .offset(3)), [3, 4, 5, 100, 101, 102, 103, 104, 105]),
        (RecordedBounds(from: .offset(102), to: .offset(104)), [102, 103]),
        (RecordedBounds(from: .time(20), to: .time(45)), [2, 3, 4, 102, 103]),
        (RecordedBounds(to: .time(5)), [0]), (RecordedBounds(from: .time(1_000)), []),
    ])
    func `bounds are kept in each partition`(
        bounds: RecordedBounds, offsets: [Int64]
    ) async throws {
        let path = files.path("a")
        try record(entries(6), to: path)
        let found = try await read(path, bounds: bounds).entries.compactMap { entry -> Int64? in
            if case .record(let record) = entry { record.offset } else { nil }
        }
        #expect(found.sorted() == offsets)
    }

    /// As `GoldenFileMaker`: only for a new version of the format.
    @Test(.enabled(if: getenv("COVISITD_MAKE_FIXTURES") != nil))
    func `a golden file is made`() throws {
        try record(entries(7), to: golden)
    }

    private let golden = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .appending("Fixtures/topic-v1.covisrec")

    @Test func `a recording of version 1 can be read`() async throws {
        #expect(try await read(golden).entries == entries(7))
    }

    @Test func `through a pipe or as lines it is refused`() async throws {
        let path = files.path("a")
        try record(entries(2), to: path)
        let source = try RecordedEventSource(files: [path], schema: EventSchema())
        var batch = InputBatch()
        let error = await #expect(throws: RecordingError.self) { try await source.fill(&batch) }
        #expect(error?.code == .foreign)
    }
}
