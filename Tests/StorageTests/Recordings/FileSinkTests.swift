import Glibc
import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

@Suite struct FileSinkTests {
    private func records(_ kind: OutputKind, _ values: [String]) -> EncodedRecords {
        var records = EncodedRecords(kind: kind)
        for value in values {
            records.bytes += Array("key".utf8)
            let end = records.bytes.count
            records.bytes += Array(value.utf8)
            records.records.append(
                .init(keyRange: end - 3..<end, valueRange: end..<records.bytes.count))
        }
        return records
    }

    @Test func `values are written one a line, each kind to its file`() async throws {
        let files = try TemporaryFiles()
        let (first, second) = (files.path("recommendations"), files.path("related"))
        let sink = try RecommendationFileSink(recommendations: first, relatedItems: second)
        try await sink.publish(records(.recommendations, [#"{"a":1}"#, #"{"a":2}"#]))
        try await sink.publish(records(.relatedItems, [#"{"b":1}"#]))
        try await sink.publish(records(.recommendations, [#"{"a":3}"#]))
        try await sink.flush()
        #expect(try bytes(of: first) == text([#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#]))
        #expect(try bytes(of: second) == text([#"{"b":1}"#]))
        await sink.close()
    }

    @Test func `related items without a path are dropped`() async throws {
        let files = try TemporaryFiles()
        let path = files.path("recommendations")
        let sink = try RecommendationFileSink(recommendations: path)
        try await sink.publish(records(.relatedItems, ["{}"]))
        await sink.close()
        #expect(try bytes(of: path).isEmpty)
    }

    @Test func `one path for both kinds keeps their order`() async throws {
        let files = try TemporaryFiles()
        let path = files.path("both")
        let sink = try RecommendationFileSink(recommendations: path, relatedItems: path)
        try await sink.publish(records(.relatedItems, ["1"]))
        try await sink.publish(records(.recommendations, ["2"]))
        await sink.close()
        #expect(try bytes(of: path) == text(["1", "2"]))
    }

    @Test func `more than the buffer holds is written on the way, and all of it`() async throws {
        let files = try TemporaryFiles()
        let path = files.path("large")
        let sink = try RecommendationFileSink(recommendations: path)
        let values = (0..<3000).map { String(repeating: "x", count: 100 + $0 % 400) }
        try await sink.publish(records(.recommendations, values))
        #expect(try bytes(of: path).count > 0)
        await sink.close()
        #expect(try bytes(of: path) == text(values))
    }

    @Test func `rejected records are counted`() async throws {
        let files = try TemporaryFiles()
        let sink = try RecommendationFileSink(recommendations: files.path("a"))
        let rejected = RejectedRecord(
            position: .init(partition: 0, offset: 1), reason: .malformed, key: nil, payload: nil)
        try await sink.publish(rejected: [rejected, rejected], from: "topic")
        #expect(await sink.rejectedCount == 2)
        await sink.close()
    }

    @Test func `a path that cannot be written is named`() throws {
        let error = #expect(throws: FileSinkError.self) {
            try RecommendationFileSink(recommendations: "/tmp/no/such/file")
        }
        #expect(error?.path == "/tmp/no/such/file")
        #expect(error?.isReaderGone == false)
    }

    @Test func `a full disk is an error, and stays one`() async throws {
        let sink = try RecommendationFileSink(recommendations: "/dev/full")
        try await sink.publish(records(.recommendations, ["{}"]))
        let first = await #expect(throws: FileSinkError.self) { try await sink.flush() }
        #expect(first?.path == "/dev/full")
        let second = await #expect(throws: FileSinkError.self) { try await sink.flush() }
        #expect(second == first)
        await sink.close()
    }

    @Test func `a reader that has gone is an error and not the end of the process`() async throws {
        let files = try TemporaryFiles()
        let path = files.path("pipe")
        try #require(mkfifo(path.string, 0o600) == 0)
        let reader = try FileDescriptor.open(path, .readOnly, options: .nonBlocking)
        let sink = try RecommendationFileSink(recommendations: path)
        try reader.close()
        try await sink.publish(records(.recommendations, ["{}"]))
        let error = await #expect(throws: FileSinkError.self) { try await sink.flush() }
        #expect(error?.isReaderGone == true)
        await sink.close()
    }
}
