internal import Hummingbird
internal import NIOCore
internal import StreamPipeline

/// Asks the running engine on behalf of HTTP clients, and says in HTTP what became of it.
struct EngineQuestions: Sendable {
    let desk: QueryDesk
    let timeout: Duration

    /// `what` names the thing that may be unknown.
    func ask(_ query: Query, about what: String, _ eventLoop: any EventLoop) async throws
        -> Response
    {
        let inquiry: Inquiry
        do {
            inquiry = try desk.put(query)
        } catch .full(let waiting) {
            throw HTTPError.busy(
                "\(waiting) questions wait already: ask again in a second, or raise "
                    + "http.max_queries", .queriesFull)
        } catch .closed {
            throw HTTPError.busy("the daemon is stopping: ask again when it has started")
        }
        let timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) { inquiry.withdraw() }
        let answer = await inquiry.answer()
        timer.cancel()
        switch answer {
        case .found(let bytes): return .json(.ok, bytes)
        case .unknown: throw HTTPError(.notFound, "\(what) is not known")
        case .withdrawn:
            throw HTTPError.busy(
                "the engine did not answer within \(timeout): it is starting, behind its input or "
                    + "held up by its output, see /status; ask again", .queriesLate)
        case .stopped:
            throw HTTPError.busy("the daemon is stopping: ask again when it has started")
        }
    }
}
