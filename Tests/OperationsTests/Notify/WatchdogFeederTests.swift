import Testing

@testable import Operations

struct WatchdogFeederTests {
    private let clock = ManualClock()
    private let manager = FakeServiceManager(environment: ["WATCHDOG_USEC": "30000000"])
    private let feeder: WatchdogFeeder

    init() {
        feeder = WatchdogFeeder(
            ServiceNotifier(environment: manager.environment), now: clock.now)
    }

    /// A loop that comes round each `turn` for `span`; returns the pings' distances.
    private func run(turn: Duration, for span: Duration) -> [Duration] {
        let start = clock.now()
        var last: ContinuousClock.Instant?
        var distances: [Duration] = []
        while clock.now() - start < span {
            feeder.progress()
            for _ in manager.receiveAll() {
                if let last { distances.append(clock.now() - last) }
                last = clock.now()
            }
            clock.advance(by: turn)
        }
        return distances
    }

    @Test(arguments: [Duration.milliseconds(1), .milliseconds(130), .seconds(2), .seconds(8)])
    func `pings come twice in an interval at least, and not with each batch`(turn: Duration) throws
    {
        let distances = run(turn: turn, for: .seconds(120))
        #expect(distances.count >= 7)
        #expect(try #require(distances.max()) <= .seconds(15))
        #expect(try #require(distances.min()) >= .milliseconds(3_750))
    }

    @Test func `a loop that takes twenty seconds a batch is still alive`() throws {
        let distances = run(turn: .seconds(20), for: .seconds(200))
        #expect(try #require(distances.max()) == .seconds(20))
    }

    @Test func `a hang stops the pings, and progress brings them back at once`() {
        feeder.progress()
        #expect(manager.receiveAll() == [["WATCHDOG=1", "EXTEND_TIMEOUT_USEC=30000000"]])
        clock.advance(by: .seconds(3_600))
        #expect(manager.receiveAll().isEmpty)
        feeder.progress()
        #expect(manager.receiveAll().count == 1)
    }

    @Test func `without a watchdog nothing is sent`() {
        let manager = FakeServiceManager()
        let feeder = WatchdogFeeder(
            ServiceNotifier(environment: manager.environment), now: clock.now)
        feeder.progress()
        #expect(manager.receiveAll().isEmpty)
    }
}
