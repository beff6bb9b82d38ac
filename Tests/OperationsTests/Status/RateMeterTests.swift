import Testing

@testable import Operations

struct RateMeterTests {
    private let clock = ManualClock()
    private let meter: RateMeter

    init() {
        meter = RateMeter(now: clock.now)
    }

    @Test(arguments: [Duration.milliseconds(10), .milliseconds(700), .seconds(15)])
    func `a steady stream has its rate however often one looks`(turn: Duration) {
        var rate = meter.perSecond(total: 0)
        #expect(rate == 0)
        for turnCount in 1...3_000 {
            clock.advance(by: turn)
            rate = meter.perSecond(total: Int(Double(turnCount) * (turn / .seconds(1)) * 1_000))
        }
        #expect(abs(rate - 1_000) < 1)
    }

    @Test func `the past is forgotten after the window`() {
        meter.perSecond(total: 0)
        clock.advance(by: .seconds(1))
        #expect(meter.perSecond(total: 1_000) == 1_000)
        for _ in 0..<12 {
            clock.advance(by: .seconds(1))
            meter.perSecond(total: 1_000)
        }
        #expect(meter.perSecond(total: 1_000) == 0)
    }
}
