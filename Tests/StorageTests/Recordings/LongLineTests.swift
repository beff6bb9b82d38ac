import Storage
import SystemPackage
import Testing
import WireFormats

@Suite struct LongLineTests {
    private func padded(_ line: String, to byteCount: Int) -> String {
        line + String(repeating: " ", count: byteCount - line.utf8.count)
    }

    @Test func `a line above the cap is one rejected record and no buffer holds it`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write(
            [line(0), padded(line(1), to: 3_000_000), line(2), padded(line(3), to: 1_048_577)],
            to: "a")
        let delivered = try await deliver([path])
        #expect(delivered.events.map(\.offset) == [0, 2])
        #expect(delivered.rejected.map(\.offset) == [1, 3])
        #expect(delivered.rejected.map(\.reason) == [.tooLarge, .tooLarge])
        #expect(delivered.rejected.map(\.payload.count) == [65_536, 65_536])
    }

    @Test func `an event above the payload's cap but below the line's is too large`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write([padded(line(0), to: 65_537), line(1)], to: "a")
        let delivered = try await deliver([path])
        #expect(delivered.rejected.map(\.reason) == [.tooLarge])
        #expect(delivered.rejected.first?.payload.count == 65_536)
        #expect(delivered.events.map(\.offset) == [1])
    }

    @Test func `a session's line may be longer than an event`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write([sessionLine(1, 0..<9_000), line(9_000)], to: "a")
        let delivered = try await deliver([path], batchEventsMax: 100_000)
        #expect(delivered.events.map(\.offset) == Array(0..<9_001))
        #expect(delivered.events.allSatisfy { $0.timestamp == 1_661_724_000_000 + $0.offset })
    }

    @Test(arguments: [200, 201, 255, 1024])
    func `a line of exactly the cap is read, whatever the buffer`(cap: Int) async throws {
        let files = try TemporaryFiles()
        let lines = (0..<50).map { padded(line($0), to: cap - $0 % 3 + $0 % 2) }
        let path = try files.write(lines, to: "a")
        let delivered = try await deliver([path], lineByteCountMax: cap)
        for (index, line) in lines.enumerated() {
            let isRead = delivered.events.contains { $0.offset == index }
            #expect(isRead == (line.utf8.count <= cap), "line \(index)")
        }
    }

    @Test func `a bomb of one line expands in bounded memory`() async throws {
        let files = try TemporaryFiles()
        let bomb = zstd([UInt8](repeating: 0x5B, count: 64_000_000))
        let path = try files.write(bomb, to: "bomb.zst")
        #expect(bomb.count < 64_000)
        let delivered = try await deliver([path])
        #expect(delivered.rejected.map(\.reason) == [.tooLarge])
    }
}
