import CovisitCore
import Storage

/// Life after life of one process, with what happens to its disk in between.
struct SimulationCourse {
    private let world: SimulatedWorld
    private var random: SeededGenerator
    private(set) var lifeCount = 0
    private(set) var crashCount = 0
    /// Generations in which a bit was flipped.
    private var flipped: Set<String> = []

    init(_ world: SimulatedWorld) {
        self.world = world
        random = SeededGenerator(seed: world.plan.seed, stream: 2_000)
    }

    /// Returns the engine of the last life; nil where there is none, as it should be or not.
    mutating func run() async -> Engine? {
        while lifeCount < world.plan.shortLives {
            let end = await shortLife().run()
            if case .finished = end {} else { crashCount += 1 }
            dropRewritten()
            if random.happens(world.plan.powerLossShare), !isFinished(end) {
                world.machine.note("power lost")
                world.disk.losePower()
            }
            if world.plan.ruinAfterLife == lifeCount, !world.generations.isEmpty {
                await checkRuin()
                return nil
            }
            if random.happens(world.plan.bitFlipShare) { flipOne() }
        }
        guard case .finished(let engine)? = await quietLife("the last life") else { return nil }
        await checkNothingIsLeft(engine)
        return engine
    }

    private func isFinished(_ end: SimulatedLife.End) -> Bool {
        if case .finished = end { true } else { false }
    }

    private mutating func nextLife() -> SimulatedLife {
        lifeCount += 1
        return SimulatedLife(
            world: world, number: lifeCount, source: world.plan.source, sink: world.plan.sink)
    }

    private mutating func shortLife() -> SimulatedLife {
        var life = nextLife()
        // Where partitions stay away a life may never finish by itself.
        let mayFinish = random.happens(0.1) && !world.plan.source.mayLosePartitions
        life.crashAfter = mayFinish ? Int.max : random.from(0...world.plan.operationsMax)
        if !world.plan.source.mayLosePartitions {
            life.crashIn = random.one(of: ["", "", "sync journal", "sync", "rename"])
        }
        life.faults = world.plan.disk
        return life
    }

    /// Nothing goes wrong any more, so everything must come to its end.
    private mutating func quietLife(_ name: String) async -> SimulatedLife.End? {
        var life = nextLife()
        life.source.errorShare = 0
        life.source.returnShare = SourceHabits.usualReturnShare
        life.sink.errorShare = 0
        life.sink.deliveredMax = max(1, life.sink.deliveredMax)
        let end = await life.run()
        switch end {
        case .finished: return end
        case .crashed: world.findings.add("\(name) does not come to its end")
        case .gaveUp(let error): world.findings.add("\(name) gave up: \(error)")
        }
        return nil
    }

    /// A start when everything is consumed changes nothing.
    private mutating func checkNothingIsLeft(_ engine: Engine) async {
        let history = world.chronicle.current
        guard case .finished(let again)? = await quietLife("a start at the end") else { return }
        world.findings.expect(
            again.digest() == engine.digest(), "a start at the end changes the state")
        world.findings.expect(
            world.chronicle.current == history, "a start at the end changes the history")
    }
}

// MARK: - Damage

extension SimulationCourse {
    /// A generation that was written anew is good again.
    private mutating func dropRewritten() {
        flipped = flipped.filter { world.chronicle.durableLives[$0] != lifeCount }
    }

    /// Flips a bit of a generation, if another good one is left, whatever happens next.
    private mutating func flipOne() {
        // The journal reaches back to the oldest that is meant to be kept, whatever else is left.
        // A generation whose name was never synced may be gone after a loss of power.
        let durable = world.chronicle.durable
        let good = world.generations.suffix(world.plan.generationsKept)
            .filter { !flipped.contains($0) && durable[$0] != nil }
        guard good.count > 1 else { return }
        flip(random.one(of: good))
    }

    private mutating func flip(_ name: String) {
        guard let byteCount = world.disk.content(of: name)?.count, byteCount > 0 else { return }
        let bit = random.below(byteCount * 8)
        world.disk.flip(bit: bit, of: name)
        world.machine.note("flipped bit \(bit) of \(name)")
        flipped.insert(name)
    }

    /// With no good generation left, every start must say so; none may begin anew by itself.
    private mutating func checkRuin() async {
        for name in world.generations { flip(name) }
        for _ in 0..<2 {
            let end = await nextLife().run()
            guard case .gaveUp(let error) = end, error is NoGoodGeneration else {
                return world.findings.add("a start goes on although every generation is damaged")
            }
        }
    }
}
