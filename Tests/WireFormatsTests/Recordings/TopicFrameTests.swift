import CovisitCore
import Testing
import WireFormats

struct TopicFrameTests {
    private let entries: [TopicEntry] = [
        .batch(JournalRecord(sequence: 9, clock: .min, runs: [.init(partition: 0, nextOffset: 8)])),
        .record(TopicRecord(partition: 0, offset: 5, key: nil, value: nil)),
        .record(TopicRecord(partition: 0, offset: 6, timestamp: .max, key: [], value: [])),
        .record(
            TopicRecord(
                partition: .max, offset: .max - 1, timestamp: .min, key: [1], value: [2, 3],
                headers: [
                    .init(name: "", value: []), .init(name: "é", value: [0]),
                    .init(name: "", value: [9]),
                ])),
        .record(
            TopicRecord(
                partition: 0, offset: 7, timestamp: -1, key: nil,
                value: Array(repeating: 7, count: 70_000))),
        .end,
        .record(TopicRecord(partition: 3, offset: 1 << 40, timestamp: 0, key: [0], value: nil)),
    ]
    private let start = RecordedPositions([0: 5, 3: 2], sequence: 8)

    private func frame(_ entries: [TopicEntry]) throws -> (bytes: [UInt8], RecordedPositions) {
        let encoder = TopicFrameEncoder(after: start)
        for entry in entries { try encoder.append(entry) }
        return (try #require(encoder.takeFrame()), encoder.positions)
    }

    private func decode(
        _ frame: [UInt8], by decoder: TopicFrameDecoder = TopicFrameDecoder()
    ) throws(TopicRecordingError) -> [TopicEntry] {
        try decoder.begin(frame)
        var entries: [TopicEntry] = []
        while let entry = try decoder.next() { entries.append(entry) }
        return entries
    }

    @Test func `entries come back, and so do the positions`() throws {
        let (bytes, positions) = try frame(entries)
        let decoder = TopicFrameDecoder()
        #expect(try decode(bytes, by: decoder) == entries)
        #expect(decoder.positions == positions)
        #expect(positions.sequence == 9)
        #expect(positions.nextOffsets == [0: 8, 3: 1 << 40 + 1, Int32.max: Int64.max])
        #expect(try TopicFrameDecoder.byteCount(bytes) == bytes.count)
    }

    @Test func `a frame can be read without those before it`() throws {
        let encoder = TopicFrameEncoder(after: start)
        try encoder.append(entries[1])
        #expect(encoder.takeFrame() != nil)
        #expect(encoder.takeFrame() == nil)
        try encoder.append(entries[2])
        #expect(try decode(try #require(encoder.takeFrame())) == [entries[2]])
    }

    @Test func `a record that goes back or is too large is refused`() throws {
        let encoder = TopicFrameEncoder(after: start)
        #expect(throws: TopicRecordingError.self) {
            try encoder.append(.record(TopicRecord(partition: 0, offset: 4, key: nil, value: nil)))
        }
        let huge = [UInt8](repeating: 0, count: TopicRecordingFormat.frameByteCountMax)
        #expect(throws: TopicRecordingError.self) {
            try encoder.append(.record(TopicRecord(partition: 0, offset: 5, key: nil, value: huge)))
        }
        try encoder.append(entries[1])
        #expect(try decode(try #require(encoder.takeFrame())) == [entries[1]])
    }

    @Test func `a flipped bit and a missing end are seen`() throws {
        let (bytes, _) = try frame(Array(entries.prefix(4)))
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 1 << UInt8(index % 8)
            #expect(throws: TopicRecordingError.self) { try decode(flipped) }
            #expect(throws: TopicRecordingError.self) { try decode(Array(bytes[..<index])) }
        }
    }

    /// Content that a checksum holds for and that makes no sense: what an enemy would write.
    @Test(arguments: 0..<4) func `hostile content never crashes`(seed: UInt64) throws {
        let (whole, _) = try frame(Array(entries.prefix(4)))
        var random = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<3_000 {
            // Damages the packed bytes and mends the checksum over them.
            var bytes = whole
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 8..<bytes.count, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            bytes.replaceSubrange(..<8, with: littleEndian(xxh3(bytes[8...])))
            do throws(TopicRecordingError) {
                _ = try decode(bytes)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    @Test func `a header comes back, and a damaged one is refused`() throws {
        let header = TopicRecordingHeader(
            topic: "événements", isConsumedOrder: true, firstOffsets: [0: 0, 7: .max, 3: 12])
        let bytes = header.bytes
        #expect(try TopicRecordingHeader(bytes) == header)
        #expect(try TopicRecordingHeader.byteCount(bytes) == bytes.count)
        #expect(bytes.withUnsafeBytes { TopicRecordingFormat.isRecording($0) })
        for index in bytes.indices {
            var flipped = bytes
            flipped[index] ^= 4
            #expect(throws: TopicRecordingError.self) { try TopicRecordingHeader(flipped) }
            #expect(throws: TopicRecordingError.self) {
                try TopicRecordingHeader(Array(bytes[..<index]))
            }
        }
    }
}
