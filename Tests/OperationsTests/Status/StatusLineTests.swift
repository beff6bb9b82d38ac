import Testing

@testable import Operations

struct StatusLineTests {
    @Test func `a daemon in full swing`() {
        #expect(
            DaemonStatus.sample.line
                == "consuming 4 partitions, 12,345 events/s, 0.2 s behind, 1,203,944 sessions, "
                + "4 rejected")
    }

    @Test func `without a time the lag is told in records, and without both not at all`() {
        var status = DaemonStatus()
        status.phase = .consuming
        status.partitions = [.init(partition: 0, nextOffset: 1)]
        #expect(status.line == "consuming 1 partition, 0 events/s")
        status.partitions[0].lagRecords = 1_234
        #expect(status.line == "consuming 1 partition, 0 events/s, 1,234 records behind")
    }

    @Test(arguments: [
        (-1.0, "0 s"), (.nan, "0 s"), (0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"),
        (119, "119 s"), (121, "2 min"), (7_300, "2 h"), (3_600_000, "1,000 h"),
    ])
    func `lag is spelled in a fitting unit`(seconds: Double, text: String) {
        var status = DaemonStatus()
        status.phase = .consuming
        status.partitions = [.init(partition: 0, nextOffset: 1, lagSeconds: seconds)]
        #expect(status.line == "consuming 1 partition, 0 events/s, \(text) behind")
    }

    @Test func `a daemon that does not consume says why`() {
        var status = DaemonStatus()
        #expect(status.line == "starting")
        status.phase = .waiting
        status.reason = "no broker answers"
        status.sessions = 1_000
        #expect(status.line == "waiting: no broker answers, 1,000 sessions")
        status.phase = .standby
        status.reason = nil
        status.sessions = 0
        #expect(status.line == "standing by: others of the group have all partitions")
    }
}
