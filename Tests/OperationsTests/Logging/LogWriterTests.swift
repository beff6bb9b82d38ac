import Logging
import Testing

@testable import Operations

struct LogWriterTests {
    private let lines = Lines()
    private let control: LogControl
    private let logger: Logger

    init() {
        let writer = LogWriter(
            .info, LogStyle(isJSON: false, isJournal: true), output: lines.take)
        control = LogControl(writer, journalStream: nil)
        logger = Logger(label: "test") { _ in DaemonLogHandler(writer) }
    }

    @Test func `debug messages can be switched on and off, and a level configured`() {
        logger.debug("one")
        #expect(control.toggleDebug() == .debug)
        logger.debug("two")
        logger.trace("no")
        #expect(control.toggleDebug() == .info)
        logger.debug("no")
        control.configure(level: .error, format: .json)
        logger.warning("no")
        #expect(control.toggleDebug() == .debug)
        control.configure(level: .trace, format: .text)
        logger.trace("three")
        #expect(lines.all.count == 2)
        #expect(lines.all.first == "<7>two")
        #expect(lines.all.last?.hasSuffix("TRACE    three") == true)
    }

    @Test func `looking closer never hides what the configuration shows`() {
        var levels = LogLevels(.trace)
        levels.toggle()
        #expect(levels.inForce == .trace)
        levels.toggle()
        levels.configure(.error)
        #expect(levels.inForce == .error)
    }

    @Test func `a logger may have a level of its own`() {
        var quiet = logger
        quiet.logLevel = .critical
        quiet.error("no")
        logger.error("yes")
        #expect(lines.all == ["<3>yes"])
    }

    @Test func `lines that nobody takes are counted, and wait once only`() {
        logger.info("a")
        lines.setRead(false)
        for message in ["b", "c", "d"] { logger.info("\(message)") }
        #expect(lines.patience == [.milliseconds(100), .milliseconds(100), .zero, .zero])
        lines.setRead(true)
        logger.info("e")
        logger.info("f")
        #expect(
            lines.all == [
                "<6>a", "<6>e", "<4>messages lost: nobody took them event=messages_lost lost=3",
                "<6>f",
            ])
    }
}
