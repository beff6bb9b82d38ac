import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

@Suite struct RecordedEventSourceTests {
    @Test func `records are numbered over all files, rejected ones included`() async throws {
        let files = try TemporaryFiles()
        let first = try files.write([line(0), "oops", line(1)], to: "a")
        let second = try files.write(["", line(2)], to: "b")
        let delivered = try await deliver([first, second])
        #expect(delivered.events.map(\.offset) == [0, 2, 4])
        #expect(delivered.events.map(\.item) == ["\"SKU-0\"", "1", "2"])
        #expect(
            delivered.rejected == [
                .init(reason: .malformed, offset: 1, payload: Array("oops".utf8)),
                .init(reason: .empty, offset: 3, payload: []),
            ])
        #expect(delivered.nextOffset == 5)
    }

    @Test func `line ends may be missing at the end of a file and may be CR LF`() async throws {
        let files = try TemporaryFiles()
        let first = try files.write(Array("\(line(0))\r\n\(line(1))".utf8), to: "a")
        let second = try files.write(Array(line(2).utf8), to: "b")
        let empty = try files.write([UInt8](), to: "c")
        let delivered = try await deliver([first, empty, second, empty])
        #expect(delivered.events.map(\.offset) == [0, 1, 2])
        #expect(delivered.rejected.isEmpty)
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func `the size of a batch changes only the batches`(batchEventsMax: Int) async throws {
        let files = try TemporaryFiles()
        let lines = (0..<20).map { line($0) } + ["x", sessionLine(9, 20..<35), line(35)]
        let path = try files.write(lines, to: "a")
        var delivered = try await deliver([path], batchEventsMax: batchEventsMax)
        #expect(delivered.batchSizes.allSatisfy { (1...batchEventsMax).contains($0) })
        #expect(delivered.batchSizes.dropLast().allSatisfy { $0 == batchEventsMax })
        delivered.batchSizes = []
        var whole = try await deliver([path])
        whole.batchSizes = []
        #expect(delivered == whole)
        #expect(delivered.events.map(\.offset) == Array(0..<20) + Array(21..<37))
    }

    @Test func `the next offset points at the first event not delivered`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write([sessionLine(1, 0..<5), line(5)], to: "a")
        let source = try RecordedEventSource(
            files: [path], schema: EventSchema(), batchEventsMax: 2)
        var offsets: [Int64?] = []
        var batch = InputBatch()
        while try await source.fill(&batch) { offsets.append(batch.nextOffsets[0]) }
        #expect(offsets == [2, 4, 6])
        #expect(batch.recordCount == 0)
    }

    @Test(arguments: [0, 1, 3, 4, 8, 100])
    func `a limit counts events and ends in the middle of a session too`(
        limit: Int
    ) async throws {
        let files = try TemporaryFiles()
        let path = try files.write([line(0), "x", sessionLine(1, 1..<6), line(6)], to: "a")
        let delivered = try await deliver([path], limit: limit)
        #expect(delivered.events.count == min(limit, 7))
    }

    @Test func `sessions a line and events a line give the same events`() async throws {
        let files = try TemporaryFiles()
        let eventLines = (0..<3).flatMap { session in
            (0..<4).map { line(session * 4 + $0, session: session) }
        }
        let events = try files.write(eventLines, to: "events")
        let sessions = try files.write(
            (0..<3).map { sessionLine($0, $0 * 4..<$0 * 4 + 4) }, to: "sessions")
        let one = try await deliver([events])
        let other = try await deliver([sessions])
        #expect(one == other)
        #expect(one.events.count == 12)
    }

    @Test func `both kinds of lines may be mixed`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write(
            [line(0), sessionLine(1, 1..<3), line(3), "{", sessionLine(1, 4..<6), line(6)],
            to: "mixed")
        let delivered = try await deliver([path])
        #expect(delivered.events.map(\.offset) == [0, 1, 2, 3, 5, 6, 7])
        #expect(delivered.rejected.map(\.offset) == [4])
    }

    @Test func `a session with one wrong event is one rejected record`() async throws {
        let files = try TemporaryFiles()
        let wrong = sessionLine(1, 1..<4).replacing("\"clicks\"", with: "\"views\"")
        let path = try files.write([line(0), wrong, line(2)], to: "a")
        let delivered = try await deliver([path])
        #expect(delivered.rejected.map(\.reason) == [.badType])
        #expect(delivered.events.map(\.offset) == [0, 2])
    }

    @Test func `the clock is held against every event`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write([line(0), line(600_000)], to: "a")
        let delivered = try await deliver([path], clock: 1_661_724_000_000)
        #expect(delivered.events.count == 1)
        #expect(delivered.rejected.map(\.reason) == [.tooNew])
    }

    @Test func `a missing file is named before anything is read`() throws {
        let error = #expect(throws: RecordingError.self) {
            try RecordedEventSource(files: ["/tmp/no/such.jsonl"], schema: EventSchema())
        }
        #expect(error?.code == .missing)
        #expect(error?.path == "/tmp/no/such.jsonl")
        #expect(error?.description.contains("Check the path") == true)
    }

    @Test func `a directory is unreadable`() async throws {
        let error = await #expect(throws: RecordingError.self) { try await deliver(["/tmp"]) }
        #expect(error?.code == .unreadable)
    }

    @Test func `progress counts the bytes on disk`() async throws {
        let files = try TemporaryFiles()
        let packed = gzip(text((0..<1000).map { line($0) }))
        let path = try files.write(packed, to: "a.gz")
        let source = try RecordedEventSource(files: [path, path], schema: EventSchema())
        #expect(source.name == "a.gz")
        #expect(source.progress.total == 2 * packed.count)
        #expect(source.progress.done == 0)
        var batch = InputBatch()
        while try await source.fill(&batch) {}
        #expect(source.progress.done == 2 * packed.count)
    }
}

/// A session's line with the events of those numbers.
func sessionLine(_ session: Int, _ indexes: Range<Int>) -> String {
    let prefix = #"{"session":\#(session),"#
    let events = indexes.map { "{" + line($0, session: session).dropFirst(prefix.count) }
    return prefix + #""events":["# + events.joined(separator: ",") + "]}"
}
