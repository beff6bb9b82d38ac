import Glibc
import Testing

@testable import Operations

struct ServiceNotifierTests {
    @Test(arguments: [false, true])
    func `the service manager hears of each stage`(isAbstract: Bool) {
        let manager = FakeServiceManager(isAbstract: isAbstract)
        let notifier = ServiceNotifier(environment: manager.environment)
        #expect(notifier.isActive)
        #expect(notifier.ready(status: "consuming 4 partitions"))
        #expect(notifier.status("12 events/s"))
        #expect(notifier.extendTimeout(.seconds(60), status: "restoring 43 %"))
        #expect(notifier.watchdog())
        #expect(notifier.stopping())
        #expect(
            manager.receiveAll() == [
                ["READY=1", "STATUS=consuming 4 partitions"],
                ["STATUS=12 events/s"],
                ["EXTEND_TIMEOUT_USEC=60000000", "STATUS=restoring 43 %"],
                ["WATCHDOG=1"],
                ["STOPPING=1"],
            ])
    }

    @Test func `a reload has a beginning, with its time, and an end`() throws {
        let manager = FakeServiceManager()
        let notifier = ServiceNotifier(environment: manager.environment)
        var before = timespec()
        clock_gettime(CLOCK_MONOTONIC, &before)
        #expect(notifier.reloading())
        #expect(notifier.ready())
        let message = try #require(manager.receive())
        #expect(message.first == "RELOADING=1")
        let time = try #require(message.last?.split(separator: "=").last.flatMap { Int($0) })
        #expect(message.last == "MONOTONIC_USEC=\(time)")
        #expect((before.tv_sec..<(before.tv_sec + 60)).contains(time / 1_000_000))
        #expect(manager.receive() == ["READY=1"])
    }

    @Test func `a status cannot smuggle in another assignment`() {
        let manager = FakeServiceManager()
        ServiceNotifier(environment: manager.environment).status("fine\nWATCHDOG=trigger")
        #expect(manager.receive() == ["STATUS=fine WATCHDOG=trigger"])
    }

    @Test func `a status is short`() throws {
        let manager = FakeServiceManager()
        ServiceNotifier(environment: manager.environment)
            .status(String(repeating: "x", count: 100_000))
        #expect(try #require(manager.receive()?.first).utf8.count == "STATUS=".utf8.count + 512)
    }

    @Test(arguments: [
        [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "relative"], ["NOTIFY_SOCKET": "vsock:2:1"],
        ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 107)],
    ])
    func `without a usable NOTIFY_SOCKET nothing happens`(environment: [String: String]) {
        let notifier = ServiceNotifier(environment: environment)
        #expect(!notifier.isActive)
        #expect(!notifier.ready())
    }

    @Test func `a service manager that is gone does no harm`() {
        let environment = FakeServiceManager().environment
        let notifier = ServiceNotifier(environment: environment)
        #expect(!notifier.ready())
    }

    @Test func `the watchdog's interval is read, for the process that it is meant for`() {
        func interval(_ environment: [String: String]) -> Duration? {
            ServiceNotifier(environment: environment, processID: 42).watchdogInterval
        }
        #expect(interval([:]) == nil)
        #expect(interval(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "0"]) == nil)
        #expect(interval(["WATCHDOG_USEC": "soon"]) == nil)
    }
}
