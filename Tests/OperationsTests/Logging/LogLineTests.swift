import Logging
import Testing

@testable import Operations

struct LogLineTests {
    private let line = LogLine(
        time: "2026-01-31T08:30:00.250Z", level: .warning, message: "event rejected: malformed",
        metadata: ["offset": .stringConvertible(Int64(7)), "cause": "a \"b\"\nc"])

    @Test func `text has time, level, message and pairs`() {
        #expect(
            line.text(LogStyle(isJSON: false))
                == #"2026-01-31T08:30:00.250Z WARNING  event rejected: malformed "#
                + #"cause="a \"b\"\u000ac" offset=7"#)
    }

    @Test func `JSON keeps numbers as numbers`() {
        #expect(
            line.text(LogStyle(isJSON: true))
                == #"{"time":"2026-01-31T08:30:00.250Z","level":"warning","#
                + #""message":"event rejected: malformed","cause":"a \"b\"\u000ac","offset":7}"#)
    }

    @Test func `for the journal the level is a prefix and the time left out`() {
        #expect(
            line.text(LogStyle(isJSON: false, isJournal: true))
                == #"<4>event rejected: malformed cause="a \"b\"\u000ac" offset=7"#)
        #expect(line.text(LogStyle(isJSON: true, isJournal: true)).hasPrefix(#"<4>{"time":"#))
    }

    @Test func `a field cannot pose as time, level or message`() {
        var line = line
        line.metadata = ["level": "critical"]
        #expect(!line.text(LogStyle(isJSON: true)).contains("critical"))
    }

    @Test func `values are clipped`() {
        var line = line
        line.metadata = ["detail": .string(String(repeating: "x", count: 100_000))]
        #expect(line.text(LogStyle(isJSON: true)).utf8.count < 500)
    }

    @Test func `a message cannot break its line`() {
        var line = line
        line.message = "one\r\ntwo\u{1b}[31m"
        #expect(!line.text(LogStyle(isJSON: false)).contains { $0.isNewline || $0 == "\u{1b}" })
    }

    @Test func `only the journal's own end of standard error counts as the journal`() {
        let own = LogStyle.identity(of: 2)
        #expect(LogStyle(.json, journalStream: own).isJournal)
        #expect(!LogStyle(.json, journalStream: "1:2").isJournal)
        #expect(!LogStyle(.json, journalStream: nil).isJournal)
        #expect(LogStyle(.json, journalStream: nil).isJSON)
        #expect(!LogStyle(.text, journalStream: nil).isJSON)
    }

    @Test func `the journal is given fields, unless a format is asked for`() {
        let own = LogStyle.identity(of: 2)
        #expect(LogStyle(.auto, journalStream: own).hasFields)
        #expect(!LogStyle(.json, journalStream: own).hasFields)
        #expect(!LogStyle(.text, journalStream: own).hasFields)
        #expect(!LogStyle(.auto, journalStream: "1:2").hasFields)
    }
}
