import Glibc
import Testing

@testable import Operations

struct HTTPThreadTests {
    @Test func `HTTP gives way to the stream where all cores are busy`() async throws {
        let thread = HTTPThread()
        let niceness = await Task(executorPreference: thread.executor) {
            getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        }.value
        #expect(niceness >= 10)
        try await thread.end()
    }
}
