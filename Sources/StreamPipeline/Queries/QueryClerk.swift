import CovisitCore
import WireFormats

/// The loop's side of the desk: answers questions, a few at a time.
///
/// Used by the task that has the engine, between two of its steps.
final class QueryClerk {
    /// A turn ends after so many answers, or with the first one after this time: a question costs
    /// what a session costs in a step, and the stream goes first.
    private static let answersMax = 64
    private static let turnLength = Duration.milliseconds(1)

    let desk: QueryDesk
    private let reader: EngineReader
    private let lists: SessionAnswerEncoder
    private let relatedItems: RelatedItemsEncoder
    private let elapsed: @Sendable () -> Duration
    private var glance = EventGlance()
    private var rising = RisingItems()

    init(_ desk: QueryDesk, _ engine: Engine, elapsed: @escaping @Sendable () -> Duration) {
        self.desk = desk
        self.elapsed = elapsed
        reader = EngineReader(engine)
        let names = engine.configuration.matrices.map(\.name)
        lists = SessionAnswerEncoder(matrixNames: names)
        relatedItems = RelatedItemsEncoder(matrixNames: names)
    }

    /// A turn, and further ones until the batch that is being fetched is here.
    func serveUntilBatch() async {
        serveTurn()
        while await desk.hasQueryBeforeBatch() { serveTurn() }
    }

    /// Takes note of what passes, if somebody watches.
    func look(at events: EventBatch) {
        if glance.isWatched { glance.take(events, at: elapsed()) }
    }

    private func serveTurn() {
        var next = desk.take()
        if next == nil { return }
        let start = elapsed()
        var answerCount = 0
        while let inquiry = next {
            inquiry.end(answer(inquiry.query))
            answerCount += 1
            let isOver = answerCount == Self.answersMax || elapsed() - start >= Self.turnLength
            next = isOver ? nil : desk.take()
        }
    }

    private func answer(_ query: Query) -> QueryAnswer {
        var bytes: [UInt8] = []
        switch query {
        case .session(let id, let explained):
            for session in id.candidates {
                guard
                    let found = reader.lists(
                        ofSession: session, in: id.arena, explained: explained)
                else { continue }
                lists.append(found, session: session, arena: id.arena, ids: reader.ids, to: &bytes)
                return .found(bytes)
            }
            return .unknown
        case .events(let batch, let explained):
            lists.append(
                reader.lists(after: batch, explained: explained), session: nil,
                arena: batch.arena, ids: reader.ids, to: &bytes)
            return .found(bytes)
        case .related(let id):
            for item in id.candidates {
                guard let related = reader.related(to: item, in: id.arena) else { continue }
                relatedItems.appendAnswer(related, ids: reader.ids, to: &bytes)
                return .found(bytes)
            }
            return .unknown
        case .sample:
            let now = elapsed()
            glance.watch(at: now)
            let sample = reader.sample(of: glance.events, rising: &rising, at: now)
            sample.append(ids: reader.ids, to: &bytes)
            return .found(bytes)
        }
    }
}
