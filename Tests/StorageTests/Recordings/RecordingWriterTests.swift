import CovisitCore
import Storage
import StreamPipeline
import SystemPackage
import Testing

@Suite struct RecordingWriterTests {
    private func write(_ batches: [Range<Int64>], to path: FilePath) throws {
        let writer = try RecordingWriter(path)
        for numbers in batches {
            var batch = EventBatch()
            for number in numbers {
                batch.append(
                    Event(
                        session: ExternalID(integer: number / 7),
                        item: ExternalID(integer: number * 977 % 4_001),
                        timestamp: 1_661_724_000_000 + number, type: .clicks, partition: 0,
                        offset: number))
            }
            try writer.append(batch)
        }
        try writer.close()
    }

    @Test func `a name in gz packs the same lines`() async throws {
        let files = try TemporaryFiles()
        let paths = ["a.jsonl", "b.jsonl.gz", "c.jsonl.gz"].map { files.path($0) }
        try write([0..<60_000], to: paths[0])
        try write([0..<60_000], to: paths[1])
        try write([0..<1, 1..<50_000, 50_000..<60_000], to: paths[2])
        let plain = try bytes(of: paths[0])
        let packed = try bytes(of: paths[1])
        // Gzip's mark, and no time that would differ from run to run.
        #expect(Array(packed.prefix(8)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        #expect(packed.count < plain.count / 4)
        #expect(try bytes(of: paths[2]) == packed)
        let expected = try await deliver([paths[0]])
        #expect(expected.events.count == 60_000)
        #expect(try await deliver([paths[1]]) == expected)
    }

    @Test func `a packed recording without events can be read`() async throws {
        let files = try TemporaryFiles()
        let path = files.path("empty.jsonl.gz")
        try write([], to: path)
        #expect(try bytes(of: path).count > 10)
        #expect(try await deliver([path]).events.isEmpty)
    }
}
