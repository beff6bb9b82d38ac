import Logging
import Testing

@testable import Operations

struct JournalFieldTests {
    private func text(_ metadata: Logger.Metadata, _ message: String = "snapshot written") -> String
    {
        let line = LogLine(time: "t", level: .notice, message: message, metadata: metadata)
        return String(decoding: line.journalFields, as: UTF8.self)
    }

    @Test func `each field is a line, ours in capitals behind a prefix`() {
        #expect(
            text(["event": "snapshot_written", "bytes": .stringConvertible(7), "a-b": "x y"])
                == """
                MESSAGE=snapshot written a-b="x y" bytes=7 event=snapshot_written
                PRIORITY=5
                SYSLOG_IDENTIFIER=covisitd
                COVISITD_A_B=x y
                COVISITD_BYTES=7
                COVISITD_EVENT=snapshot_written

                """)
    }

    @Test func `a value cannot begin another field`() {
        let line = LogLine(
            time: "t", level: .info, message: "a\nPRIORITY=0",
            metadata: ["cause": "x\nPRIORITY=0\n"])
        let fields = Self.fields(line.journalFields)
        #expect(
            fields.map(\.name) == ["MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "COVISITD_CAUSE"])
        #expect(fields.map(\.value).dropFirst() == ["6", "covisitd", "x\nPRIORITY=0\n"])
    }

    @Test func `a datagram reaches whoever listens at its address`() throws {
        let journal = FakeServiceManager()
        let name = try #require(journal.environment["NOTIFY_SOCKET"])
        let address = try #require(DatagramAddress(name))
        let line = LogLine(time: "t", level: .error, message: "m", metadata: ["event": "e"])
        #expect(address.send(line.journalFields, patience: .zero))
        #expect(
            journal.receive()
                == [
                    "MESSAGE=m event=e", "PRIORITY=3", "SYSLOG_IDENTIFIER=covisitd",
                    "COVISITD_EVENT=e",
                ])
    }

    @Test func `a journal that does not keep up costs lines, not time`() throws {
        let journal = FakeServiceManager()
        let name = try #require(journal.environment["NOTIFY_SOCKET"])
        let address = try #require(DatagramAddress(name))
        let start = ContinuousClock.now
        var sentCount = 0
        while sentCount < 100_000, address.send([0x61], patience: .zero) { sentCount += 1 }
        #expect(sentCount < 100_000)
        #expect(!address.send([0x61], patience: .milliseconds(10)))
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(journal.receiveAll().count == sentCount)
    }

    /// Takes a datagram of the journal's protocol apart, as systemd does.
    private static func fields(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        var rest = bytes[...]
        var fields: [(name: String, value: String)] = []
        while let end = rest.firstIndex(where: { $0 == 0x3D || $0 == 0x0A }) {
            let name = String(decoding: rest[..<end], as: UTF8.self)
            let isPlain = rest[end] == 0x3D
            rest = rest[(end + 1)...]
            var count = rest.firstIndex(of: 0x0A).map { $0 - rest.startIndex } ?? rest.count
            if !isPlain {
                count = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(8)
            }
            fields.append((name, String(decoding: rest.prefix(count), as: UTF8.self)))
            rest = rest.dropFirst(count + 1)
        }
        return fields
    }
}
