import Glibc
import Synchronization

/// Runs one actor on a thread of its own.
///
/// Calls that wait for the network or a disk would hold up the shared pool of threads; on a thread
/// of its own an actor that returns this as its `unownedExecutor` may block as it likes.
/// The thread ends after the last reference to the executor is gone.
package final class ThreadExecutor: SerialExecutor {
    private let mailbox: Mailbox

    package init() {
        mailbox = Mailbox()
        startThread(serving: mailbox)
    }

    deinit {
        mailbox.close()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        // The mailbox keeps the executor alive until the job has run.
        mailbox.put(Mailbox.Letter(job: UnownedJob(job), executor: self))
    }
}

/// Jobs waiting for the thread.
private final class Mailbox: Sendable {
    struct Letter {
        let job: UnownedJob
        let executor: ThreadExecutor
    }

    private struct Contents {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let contents = Mutex(Contents())
    /// Posted after every change of `contents`. Unsafe only in name: semaphores are made for
    /// being shared, and this one lives as long as the mailbox.
    nonisolated(unsafe) private let changes: UnsafeMutablePointer<sem_t>

    init() {
        changes = .allocate(capacity: 1)
        sem_init(changes, 0, 0)
    }

    deinit {
        sem_destroy(changes)
        changes.deallocate()
    }

    func put(_ letter: Letter) {
        contents.withLock { $0.letters.append(letter) }
        sem_post(changes)
    }

    func close() {
        contents.withLock { $0.isClosed = true }
        sem_post(changes)
    }

    /// Waits for letters; an empty array says that the mailbox is closed.
    func take() -> [Letter] {
        while true {
            while sem_wait(changes) != 0 {}
            let (letters, isClosed) = contents.withLock { contents in
                let letters = contents.letters
                contents.letters.removeAll(keepingCapacity: true)
                return (letters, contents.isClosed)
            }
            if !letters.isEmpty || isClosed { return letters }
        }
    }
}

private func startThread(serving mailbox: Mailbox) {
    let argument = Unmanaged.passRetained(mailbox)
    var thread = pthread_t()
    let result = pthread_create(
        &thread, nil,
        { argument in
            if let argument { serve(Unmanaged<Mailbox>.fromOpaque(argument).takeRetainedValue()) }
            return nil
        }, argument.toOpaque())
    precondition(result == 0, "cannot start a thread: error \(result)")
    pthread_detach(thread)
}

private func serve(_ mailbox: Mailbox) {
    while true {
        let letters = mailbox.take()
        if letters.isEmpty { return }
        for letter in letters {
            letter.job.runSynchronously(on: letter.executor.asUnownedSerialExecutor())
        }
    }
}
