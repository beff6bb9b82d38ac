import CovisitCore
import Testing

struct ExplanationTests {
    /// What the reasons add up to, by the words of `RankedSessions.list` and of `Reason.adds`.
    private func score(_ reasons: [Explanation.Reason], isLong: Bool) -> Float {
        let sum = reasons.reduce(0) { $0 + $1.adds }
        let saturated = sum / (1 + sum)
        if reasons.contains(where: { $0.source == .history }) {
            return isLong ? 2 + saturated : 2 + sum
        }
        return reasons.contains { $0.neighbour != nil } ? (isLong ? 2 : 1) + saturated : sum
    }

    @Test(arguments: EngineReaderTests.configurations, [UInt64(1), 2])
    func `the reasons of an item add up to its score`(
        configuration: EngineConfiguration, seed: UInt64
    ) throws {
        let engine = Engine(configuration)
        _ = engine.run(.dense(seed: seed, events: 3_000, items: 400), batchesOf: 500)
        let reader = EngineReader(engine)
        var sources = (history: 0, matrix: 0, popularity: 0)
        for shard in 0..<Engine.shardCount {
            let (ids, sessions) = engine.sessions(of: shard)
            for session in sessions {
                let answer = try #require(
                    reader.lists(
                        ofSession: ids.id(session.number), in: ids.arena, explained: true))
                let explanation = try #require(answer.explanation)
                let distinct = Set(session.tail.map(\.item)).count
                for type in EventType.allCases {
                    let spec = configuration.objectives[type]
                    let isLong = spec.history == .first && distinct >= configuration.longHistory
                    let (items, scores) = answer.ranked.list(0, type)
                    #expect(explanation.reasons[type].count == items.count)
                    for (reasons, expected) in zip(explanation.reasons[type], scores) {
                        #expect(!reasons.isEmpty)
                        let found = score(reasons, isLong: isLong)
                        #expect(abs(found - expected) < 1e-4, "\(found), not \(expected)")
                        for reason in reasons {
                            switch reason.source {
                            case .history: sources.history += 1
                            case .matrix: sources.matrix += 1
                            case .popularity: sources.popularity += 1
                            }
                        }
                    }
                }
            }
        }
        #expect(sources.matrix > 1_000)
        #expect(sources.popularity > 0)
        #expect(sources.history > 1_000 || configuration.objectives.clicks.history != .first)
    }

    @Test func `a neighbour names the item it comes from, its events, weight and bound`() throws {
        let engine = Engine(.otto3)
        var batch = EventBatch()
        for (session, item, type) in [
            (Int64(1), Int64(10), EventType.clicks), (1, 11, .carts), (2, 10, .clicks),
        ] {
            batch.append(
                Event(
                    session: ExternalID(integer: session), item: ExternalID(integer: item),
                    timestamp: 1_600_000_000_000 + session, type: type, partition: 0, offset: 0))
        }
        engine.step(batch)
        let reader = EngineReader(engine)
        let answer = try #require(
            reader.lists(ofSession: ExternalID(integer: 2), in: [], explained: true))
        let reasons = try #require(answer.explanation).reasons.carts
        let (ten, eleven) = (
            try #require(engine.item(ExternalID(integer: 10), in: [])),
            try #require(engine.item(ExternalID(integer: 11), in: []))
        )
        #expect(answer.ranked.list(0, .carts).items == [ten, eleven])
        let click = TailEvent(timestamp: 1_600_000_000_002, item: ten, type: .clicks)
        #expect(reasons[0].map(\.source) == [.history])
        #expect(reasons[0][0].events == [click])
        #expect(reasons[1].map(\.source) == [.matrix(1, of: ten)])
        #expect(reasons[1][0].events == [click])
        // A cart weighs 6 in the second matrix; nothing was inherited.
        let neighbour = try #require(reasons[1][0].neighbour)
        #expect(abs(neighbour.weight - 6) < 1e-3)
        #expect(neighbour.atLeast == neighbour.weight)
    }
}
