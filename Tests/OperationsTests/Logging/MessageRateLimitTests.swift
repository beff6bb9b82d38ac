import Logging
import Testing
import WireFormats

@testable import Operations

struct MessageRateLimitTests {
    @Test func `a repeated message is written five times in ten seconds`() {
        let start = ContinuousClock.now
        var limit = MessageRateLimit()
        let verdicts = (0..<1_000).map { limit.admit("a", at: start + .milliseconds($0)).verdict }
        #expect(verdicts.filter { $0 == .write }.count == 5)
        #expect(limit.admit("b", at: start).verdict == .write)
    }

    @Test func `when the window is over it says how many were left out, once`() {
        let start = ContinuousClock.now
        var limit = MessageRateLimit()
        for _ in 0..<100 { _ = limit.admit("a", at: start) }
        #expect(limit.admit("b", at: start + .seconds(9)).omissions.isEmpty)
        let later = limit.admit("b", at: start + .seconds(10))
        #expect(later.verdict == .write)
        #expect(later.omissions == [.init(message: "a", count: 95)])
        #expect(limit.admit("a", at: start + .seconds(11)).verdict == .write)
        #expect(limit.admit("a", at: start + .seconds(30)).omissions.isEmpty)
    }

    @Test func `ever new messages cost bounded memory and are written`() {
        let start = ContinuousClock.now
        var limit = MessageRateLimit()
        for number in 0..<10_000 {
            #expect(limit.admit("\(number)", at: start).verdict == .write)
        }
        #expect(limit.messageCount == MessageRateLimit.messageCountMax)
    }

    @Test func `the writer tells what it left out`() {
        let clock = ManualClock()
        let lines = Lines()
        let writer = LogWriter(
            .info, LogStyle(isJSON: false, isJournal: true), now: clock.now, output: lines.take)
        let handler = DaemonLogHandler(writer)
        let logger = Logger(label: "test") { _ in handler }
        for offset in 0..<7 {
            logger.report(.eventRejected(.malformed, partition: 1, offset: Int64(offset)))
        }
        clock.advance(by: .seconds(10))
        logger.report(.daemonStopping(cause: "SIGTERM"))
        #expect(
            lines.all == (0..<5).map {
                "<4>event rejected: malformed event=event_rejected offset=\($0) partition=1 "
                    + "reason=malformed"
            } + [
                "<5>messages left out event=messages_omitted left_out=2 "
                    + #"same_as="event rejected: malformed""#,
                "<5>daemon stopping cause=SIGTERM event=daemon_stopping",
            ])
    }
}
