import Testing

@testable import Operations

struct RequestPaceTests {
    @Test func `requests of a flood have their turns at the rate, a few at once`() {
        let pace = RequestPace(perSecond: 100)
        let now = ContinuousClock.now + .seconds(60)
        let delays = (0..<220).map { _ in pace.delay(at: now) }
        #expect(delays.prefix(21).allSatisfy { $0 == .zero })
        #expect(delays[21] == .milliseconds(10))
        #expect(delays[219] == .milliseconds(1_990))
    }

    @Test func `at less than the rate nobody waits`() {
        let pace = RequestPace(perSecond: 100)
        let start = ContinuousClock.now
        for place in 1...1_000 {
            #expect(pace.delay(at: start + .milliseconds(10) * place) == .zero)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `who has to wait is answered, and counted`() async throws {
        let traffic = HTTPTraffic()
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
        // One behind the other in one connection: no client has to find the time to send the next.
        let requests = "\(request)\r\n\(request)\r\n\(request)Connection: close\r\n\r\n"
        try await withServer(.with { $0.requestsPerSecondMax = 1 }, traffic: traffic) { probe in
            #expect(await probe.send(requests).status == 200)
        }
        #expect(traffic.status.requests["GET /healthz"] == ["2xx": 3])
        #expect(traffic.status.delayed > 0)
    }
}
