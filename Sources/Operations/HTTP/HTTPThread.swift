internal import Glibc
internal import NIOCore
internal import NIOPosix

/// The one thread on which all of HTTP runs, its tasks too.
///
/// So HTTP takes no more than one core, whatever clients do, and never a place in the queue of the
/// shared pool of threads, where the phases of the stream's steps wait for their turn; and where
/// all cores are busy, the stream comes first.
struct HTTPThread: Sendable {
    /// A tenth of the share of a thread of the stream, when both want to run.
    private static let niceness: CInt = 10

    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init() {
        // On Linux this is about the calling thread. Nothing depends on it being allowed.
        group.next().execute {
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        }
    }

    /// Runs tasks on the thread.
    var executor: any TaskExecutor { EventLoopTaskExecutor(eventLoop: group.next()) }

    /// Ends the thread; no task of it may be left.
    func end() async throws {
        try await group.shutdownGracefully()
    }
}

private final class EventLoopTaskExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
