import Synchronization

/// The mailbox between those who ask the running engine and the loop that alone may look at it.
///
/// Anyone may `put`, at most `waitingMax` at a time; the loop takes questions between two batches,
/// and is woken for them while it waits for input. A question that was withdrawn keeps its place
/// until the loop gets there: while the loop is held up, the mailbox fills and new questions are
/// refused at once.
package final class QueryDesk: Sendable {
    /// Why a question was not taken.
    package enum Refusal: Error, Equatable {
        /// So many wait already.
        case full(waiting: Int)
        /// The loop has ended.
        case closed
    }

    private struct Content {
        var waiting: [Inquiry] = []
        var isClosed = false
        /// Whether the batch that the loop waits for is here.
        var hasBatch = true
        /// The loop, while it waits for either.
        var loop: CheckedContinuation<Bool, Never>?
    }

    package let waitingMax: Int
    private let content = Mutex(Content())

    package init(waitingMax: Int) {
        self.waitingMax = waitingMax
    }

    /// Questions that wait for their turn.
    package var waitingCount: Int { content.withLock { $0.waiting.count } }

    /// Leaves a question for the loop.
    package func put(_ query: Query) throws(Refusal) -> Inquiry {
        let inquiry = Inquiry(query)
        let (refusal, loop) = content.withLock {
            content -> (Refusal?, CheckedContinuation<Bool, Never>?) in
            if content.isClosed { return (.closed, nil) }
            if content.waiting.count >= waitingMax {
                return (.full(waiting: content.waiting.count), nil)
            }
            content.waiting.append(inquiry)
            return (nil, content.loop.take())
        }
        if let refusal { throw refusal }
        loop?.resume(returning: true)
        return inquiry
    }

    // MARK: The loop's side

    /// The next question that somebody still wants to know.
    func take() -> Inquiry? {
        content.withLock { content in
            while !content.waiting.isEmpty {
                let inquiry = content.waiting.removeFirst()
                if inquiry.isOpen { return inquiry }
            }
            return nil
        }
    }

    func beginFetching() {
        content.withLock { $0.hasBatch = false }
    }

    func endFetching() {
        let loop = content.withLock { content in
            content.hasBatch = true
            return content.loop.take()
        }
        loop?.resume(returning: false)
    }

    /// Waits for a question or for the batch that is being fetched; true for a question. The
    /// batch comes first.
    func hasQueryBeforeBatch() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = content.withLock { content in
                if content.hasBatch { return false }
                if content.waiting.count > 0 { return true }
                content.loop = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Ends all that wait, and takes no more.
    func close() {
        let waiting = content.withLock { content in
            content.isClosed = true
            defer { content.waiting.removeAll() }
            return content.waiting
        }
        for inquiry in waiting { inquiry.end(.stopped) }
    }
}
