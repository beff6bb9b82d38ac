import Testing

@testable import Operations

struct RestoreAnnouncerTests {
    private let manager = FakeServiceManager()
    private let announcer: RestoreAnnouncer

    init() {
        announcer = RestoreAnnouncer(ServiceNotifier(environment: manager.environment))
    }

    private func statuses() -> [String] { manager.receiveAll().compactMap(\.last) }

    @Test func `each percent extends the start once`() {
        for share in [0, 0.001, 0.43, 0.431, 0.42, 1] { announcer.progress(share) }
        #expect(
            manager.receiveAll()
                == [0, 43, 100].map {
                    ["EXTEND_TIMEOUT_USEC=90000000", "STATUS=restoring snapshot, \($0) %"]
                })
    }

    @Test func `a million calls are a hundred datagrams, and a standstill is silent`() {
        var received: [String] = []
        for step in 0...1_000_000 {
            announcer.progress(Double(step) / 1_000_000)
            if step.isMultiple(of: 10_000) { received += statuses() }
        }
        #expect(received.count == 101)
        announcer.progress(1)
        #expect(statuses().isEmpty)
    }

    @Test func `another generation begins again`() {
        for share in [0.0, 0.9, 0, 0.1] { announcer.progress(share) }
        #expect(
            statuses() == [0, 90, 0, 10].map { "STATUS=restoring snapshot, \($0) %" })
    }
}
