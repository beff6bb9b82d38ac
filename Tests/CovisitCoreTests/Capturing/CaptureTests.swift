import CovisitCore
import Simulation
import Testing

struct CaptureTests {
    /// Takes chunks between steps, at random: none for a while, then some at once; or none at all
    /// before the last event.
    private func captureUnderWay(
        _ run: Run, _ events: ArraySlice<StrangeFeed.Visit>, batchesOf size: Int, seed: UInt64,
        isLate: Bool
    ) -> Snapshot {
        var random = SeededGenerator(seed: seed)
        var snapshot = Snapshot(run.engine.configuration)
        run.engine.beginCapture()
        run.take(events, batchesOf: size) { engine in
            guard !isLate, random.next() % 4 == 0 else { return }
            for _ in 0..<(random.next() % 12) {
                if let chunk = engine.takeChunk() { snapshot.append(chunk) }
            }
        }
        while let chunk = run.engine.takeChunk() { snapshot.append(chunk) }
        return snapshot
    }

    @Test(arguments: UInt64(1)...6)
    func `what a capture hands out is the state at its beginning, whatever happens meanwhile`(
        seed: UInt64
    ) throws {
        let feed = StrangeFeed(seed: seed, events: 2_500)
        let whole = Run(Engine(feed.configuration))
        whole.take(feed.events, batchesOf: 37)
        for (index, cut) in feed.cuts.enumerated() {
            let run = Run(Engine(feed.configuration))
            run.take(feed.events[..<cut], batchesOf: 64)
            let atRest = run.engine.snapshot()
            let size = [1, 5, 23, 400][index % 4]
            let underWay = captureUnderWay(
                run, feed.events[cut...], batchesOf: size, seed: seed &* 31 &+ UInt64(cut),
                isLate: index % 3 == 2)
            #expect(underWay == atRest, "seed \(seed), cut \(cut), batches of \(size)")
            #expect(run.engine.captureByteCount == 0)
            #expect(run.engine.digest() == whole.engine.digest(), "seed \(seed), cut \(cut)")
        }
        feed.expectAllHappened(to: whole.engine)
    }

    @Test func `sections come in order, each with a last chunk, cut by the state alone`() {
        let engine = Engine(.otto3)
        let visits = (Int64(0)..<40_000).map { index in
            Traffic.Visit(
                session: index / 3, item: index, timestamp: 1_600_000_000_000 + index,
                type: .clicks)
        }
        for batch in Feed(visits: visits).batches(of: 4_096) { engine.step(batch, lists: false) }
        engine.beginCapture()
        var section = 0
        var longest = 0
        while let chunk = engine.takeChunk() {
            #expect(chunk.section == StateSection(index: section))
            #expect(!chunk.bytes.isEmpty)
            longest = max(longest, chunk.bytes.count)
            if chunk.isLastOfSection {
                section += 1
            } else {
                #expect(chunk.bytes.count >= 262_144)
            }
        }
        #expect(section == StateSection.count)
        #expect(longest > 262_144 && longest < 2 * 1_024 * 1_024)
        #expect(engine.takeChunk() == nil)
    }

    @Test func `a capture's memory is given back, shard by shard, and when it is abandoned`() {
        let feed = Feed.dense(seed: 2, events: 20_000, items: 5_000)
        let engine = Engine(.otto3)
        let batches = feed.batches(of: 1_000)
        for batch in batches[..<10] { engine.step(batch, lists: false) }
        #expect(engine.captureByteCount == 0)
        engine.beginCapture()
        #expect(engine.captureByteCount < 100_000)
        for batch in batches[10...] { engine.step(batch, lists: false) }
        var held = engine.captureByteCount
        #expect(held > 100_000)
        while let chunk = engine.takeChunk() {
            #expect(engine.captureByteCount <= held)
            held = engine.captureByteCount
            if chunk.section == .items(32) { break }
        }
        engine.abandonCapture()
        #expect(engine.captureByteCount == 0)
        #expect(engine.takeChunk() == nil)
        engine.beginCapture()
        #expect(engine.takeChunk()?.section == .engine)
    }

    @Test func `the digest does not depend on whether related items are asked for`() {
        let feed = Feed.dense(seed: 4, events: 2_000)
        var digests: Set<UInt64> = []
        for interval in [nil, 10_000, 3_600_000] as [Int64?] {
            var configuration = EngineConfiguration.otto3
            configuration.relatedIntervalMilliseconds = interval
            let engine = Engine(configuration)
            for batch in feed.batches(of: 128) { engine.step(batch, lists: interval == nil) }
            digests.insert(engine.digest())
        }
        #expect(digests.count == 1)
    }
}
