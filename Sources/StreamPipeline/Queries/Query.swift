package import CovisitCore
import Synchronization
package import WireFormats

/// A question to the running engine.
package enum Query: Sendable {
    /// The lists of a session that the engine holds.
    case session(QueriedID, explained: Bool)
    /// The lists that a new session with these events would have; their session ids do not count.
    case events(EventBatch, explained: Bool)
    /// The neighbours of an item.
    case related(QueriedID)
    /// A few sessions that were active just now, and the items that rise. Whoever goes on asking
    /// makes the pipeline look at some of the events that pass.
    case sample
}

/// What became of a question.
package enum QueryAnswer: Sendable, Equatable {
    /// JSON.
    case found([UInt8])
    /// The engine does not know that session or item.
    case unknown
    /// It was taken back before its turn came.
    case withdrawn
    /// The loop has ended.
    case stopped
}

/// A question on its way, for the one who asks and the loop that answers.
///
/// Whatever comes first ends it: the answer, or that it is taken back.
package final class Inquiry: Sendable {
    private enum State {
        /// Exits: awaited, ended.
        case open
        /// Exits: ended.
        case awaited(CheckedContinuation<QueryAnswer, Never>)
        case ended(QueryAnswer)
    }

    package let query: Query
    private let state = Mutex(State.open)

    init(_ query: Query) {
        self.query = query
    }

    /// Waits for the end; to be called once.
    package func answer() async -> QueryAnswer {
        await withCheckedContinuation { continuation in
            let ended: QueryAnswer? = state.withLock { state in
                if case .ended(let answer) = state { return answer }
                state = .awaited(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// Ends it without an answer, if there is none yet; it keeps its place in the mailbox.
    package func withdraw() {
        end(.withdrawn)
    }

    /// Whether somebody still wants an answer.
    var isOpen: Bool {
        state.withLock { state in
            if case .ended = state { return false }
            return true
        }
    }

    func end(_ answer: QueryAnswer) {
        let continuation: CheckedContinuation<QueryAnswer, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .ended(answer)
                return nil
            case .awaited(let continuation):
                state = .ended(answer)
                return continuation
            case .ended: return nil
            }
        }
        continuation?.resume(returning: answer)
    }
}
