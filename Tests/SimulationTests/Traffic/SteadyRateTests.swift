import Simulation
import Testing

struct SteadyRateTests {
    @Test func `events are due evenly, the first at once`() {
        var pace = SteadyRate(eventsPerSecond: 10)
        #expect(pace.dueCount(at: 0) == 1)
        pace.handOver(1, at: 0)
        #expect(pace.dueCount(at: 0.05) == 0)
        #expect(pace.nextDue == 0.1)
        #expect(pace.dueCount(at: 1.05) == 10)
        pace.handOver(10, at: 1.05)
        #expect(pace.dueCount(at: 1.05) == 0)
        #expect(pace.handedOver == 11)
    }

    @Test func `the worst lag is that of the event that waited longest`() {
        var pace = SteadyRate(eventsPerSecond: 100)
        pace.handOver(1, at: 0.2)
        #expect(pace.worstLag == 0.2)
        // Due at 0.01, handed over with what was due since.
        pace.handOver(100, at: 1)
        #expect(pace.worstLag == 0.99)
        // It has caught up; that is not forgotten.
        pace.handOver(1, at: 1.01)
        #expect(pace.worstLag == 0.99)
    }
}
