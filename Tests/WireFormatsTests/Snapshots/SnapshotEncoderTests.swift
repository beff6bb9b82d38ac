import CovisitCore
import Testing
import WireFormats

struct SnapshotEncoderTests {
    private let header = SnapshotHeader(
        topic: "t", partitions: [], sequence: 1, watermark: 0, eventCount: 0, configuration: [])

    /// Sections of one to three chunks, some of them empty, one of the largest size.
    private let chunks: [StateChunk] = (0..<StateSection.count).flatMap { index in
        (0...(index % 3)).map { number in
            let byteCount = index == 5 ? 16 << 20 : (index * 7919 + number) % 5 * 1000
            return StateChunk(
                section: StateSection(index: index) ?? .engine,
                bytes: (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) },
                isLastOfSection: number == index % 3)
        }
    }

    @Test func `chunks come back one by one`() throws {
        let (start, file) = encoded(header, chunks: chunks)
        let sections = try prefix(of: start, fileByteCount: file.count).get().sections
        let decoder = SectionDecoder()
        var decoded: [[UInt8]] = []
        for section in sections {
            let bytes = file[section.offset..<section.offset + section.storedByteCount]
            try bytes.withUnsafeBytes {
                try decoder.decode($0, of: section) { decoded.append(Array($0)) }
            }
        }
        #expect(decoded == chunks.map(\.bytes))
        #expect(sections.map(\.rawByteCount).reduce(0, +) == decoded.reduce(0) { $0 + $1.count })
    }

    @Test func `equal chunks give equal bytes`() {
        #expect(encoded(header, chunks: chunks) == encoded(header, chunks: chunks))
    }

    @Test func `what stands there before the end is no snapshot`() {
        let encoder = SnapshotEncoder(header)
        let zeroedPrefix = encoder.zeroedPrefix
        var file = zeroedPrefix
        for chunk in emptyChunks { file += encoder.append(chunk) }
        #expect(zeroedPrefix.count == encoder.finish().count)
        guard case .failure(let error) = prefix(of: file, fileByteCount: file.count) else {
            Issue.record("it is one")
            return
        }
        #expect(error.code == .foreign)
    }

    @Test func `an error of whoever takes the blocks ends the section`() throws {
        struct Refusal: Error {}
        let (start, file) = encoded(header, chunks: chunks)
        let section = try prefix(of: start, fileByteCount: file.count).get().sections[2]
        let bytes = file[section.offset..<section.offset + section.storedByteCount]
        var count = 0
        #expect(throws: Refusal.self) {
            try bytes.withUnsafeBytes {
                try SectionDecoder().decode($0, of: section) { _ in
                    count += 1
                    throw Refusal()
                }
            }
        }
        #expect(count == 1)
    }
}
