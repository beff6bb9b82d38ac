package import CovisitCore
package import StreamPipeline

/// Everything about a simulation that its seed decides before it begins.
package struct SimulationPlan: Sendable {
    package var seed: UInt64
    package var log = LogShape()
    package var engine = EngineConfiguration.otto3
    /// Whether rows, sessions and items have room for everything, so that the oracle's plain
    /// dictionaries must agree with the engine.
    package var isRoomy = true
    package var checkpoints = CheckpointPolicy()
    package var workers = 1
    package var includeScores = false
    package var generationsKept = 2
    package var journalIsSynced = true
    package var journalByteCountMax = 1 << 30
    package var source = SourceHabits()
    package var sink = SinkHabits()
    package var disk = DiskFaults()
    /// How many lives end before their time, at most.
    package var shortLives = 4
    /// Operations of a short life, at most.
    package var operationsMax = 2_000
    /// Share of the short lives that end with a loss of power; in the others the page cache stays.
    package var powerLossShare = 0.5
    /// Chance, after a short life, that a bit of a snapshot that is not the only good one flips.
    package var bitFlipShare = 0.0
    /// After which short life every generation is damaged; nil: never.
    package var ruinAfterLife: Int?

    /// Whether nothing in this plan may lose the order of batches once it has been written down.
    package var keepsOrder: Bool {
        disk.sparesJournal && (journalIsSynced || powerLossShare == 0)
            && journalByteCountMax == 1 << 30 && !source.mayLosePartitions
    }
}

extension SimulationPlan {
    package init(seed: UInt64, events: Int? = nil) {
        self.seed = seed
        var random = SeededGenerator(seed: seed, stream: 1_000)
        planLog(&random, events: events)
        planEngine(&random)
        planCheckpoints(&random)
        planInput(&random)
        planFaults(&random)
    }

    private mutating func planLog(_ random: inout SeededGenerator, events: Int?) {
        log.partitions = random.happens(0.25) ? 1 : random.from(2...5)
        log.traffic.seed = random.next() >> 1
        // Drawn in any case, so that the rest of the plan is the same.
        let drawn = random.from(100...500)
        log.traffic.events = events ?? drawn
        log.traffic.items = random.from(10...120)
        log.traffic.meanGapMilliseconds = random.one(of: [2_000, 20_000, 120_000])
        log.traffic.sessionLengthMedian = random.one(of: [3, 8, 14])
        log.traffic.cartShare = 0.2
        log.traffic.orderShare = 0.1
        log.sessionsStay = random.happens(0.7)
        if random.happens(0.3) {
            log.names.sessionsAreStrings = random.happens(0.5)
            log.names.itemsAreStrings = random.happens(0.7)
        }
    }

    private mutating func planEngine(_ random: inout SeededGenerator) {
        isRoomy = random.happens(0.5)
        for index in engine.matrices.indices {
            engine.matrices[index].neighbours = isRoomy ? 1_024 : 16
            engine.matrices[index].distinct = random.happens(0.7)
            engine.matrices[index].direction = random.happens(0.7) ? .both : .forward
            // Where weights sink below the smallest float, dictionaries round otherwise.
            engine.matrices[index].halfLifeMilliseconds = random.one(
                of: [nil, isRoomy ? 43_200_000 : 600_000, 86_400_000])
            engine.matrices[index].candidates = random.from(4...20)
        }
        if random.happens(0.3) { engine.matrices[0].positions = random.from(1...4) }
        engine.tailLength = random.one(of: [4, 12, 30])
        engine.longHistory = random.one(of: [3, 20])
        engine.listLength = random.one(of: [5, 20])
        engine.idleTimeoutMilliseconds = random.one(of: [300_000, 3_600_000, 86_400_000])
        engine.popularityHalfLifeMilliseconds =
            isRoomy ? 43_200_000 : random.one(of: [60_000, 3_600_000])
        if random.happens(0.6) {
            engine.relatedIntervalMilliseconds = random.one(of: [80_000, 800_000, 8_000_000])
        }
        if isRoomy {
            engine.updatesPerSlotToGrow = 0
        } else {
            engine.sessionsMax = random.one(of: [64, 128, 1_024])
            engine.itemsMax = random.from(8...80)
        }
    }

    private mutating func planCheckpoints(_ random: inout SeededGenerator) {
        checkpoints.interval = .milliseconds(random.one(of: [20, 200, 5_000, 10_000_000]))
        checkpoints.eventsMax = random.one(of: [15, 60, 250, 10_000])
        checkpoints.bytesPerEvent = random.one(of: [0, 10, 200, 5_000])
        checkpoints.bytesPerBatchMin = random.one(of: [1, 60, 1_000, 65_536])
        checkpoints.bytesPerIdlePoll = random.one(of: [1, 500, 1 << 20])
        checkpoints.queuedBytesMax = random.one(of: [1, 2_000, 1 << 20])
        workers = random.one(of: [1, 1, 2])
        includeScores = random.happens(0.3)
        generationsKept = random.from(1...3)
        journalIsSynced = random.happens(0.7)
        if random.happens(0.1) { journalByteCountMax = random.from(20...600) }
    }

    private mutating func planInput(_ random: inout SeededGenerator) {
        source.batchRecordsMax = random.one(of: [3, 12, 40, 150])
        source.runMax = random.one(of: [1, 5, 40])
        source.producedMax = random.one(of: [4, 30, 1_000])
        source.emptyShare = random.one(of: [0, 0.1, 0.4])
        source.clockErrorMax = random.one(of: [0, 1_000, 400_000, 86_400_000])
        source.ends = random.happens(0.5)
        if random.happens(0.5) {
            source.rebalanceShare = random.one(of: [0.01, 0.1])
            source.repeatedMax = random.one(of: [0, 3, 30])
            source.lagShare = random.one(of: [0, 0.05])
            if random.happens(0.3) { source.returnShare = 0.004 }
        }
        if random.happens(0.15) { source.errorShare = 0.01 }
        if random.happens(0.15) { sink.errorShare = 0.003 }
        sink.deliveredMax = random.one(of: [0, 1, 5, 100])
    }

    private mutating func planFaults(_ random: inout SeededGenerator) {
        shortLives = random.from(0...8)
        operationsMax = random.one(of: [60, 400, 2_000])
        // Waiting for a partition in vain takes a while.
        if source.mayLosePartitions { operationsMax = 2_000 }
        powerLossShare = random.one(of: [0, 0.5, 0.5, 1])
        if random.happens(0.5) {
            disk.write = random.one(of: [0, 0.002, 0.02])
            disk.sync = random.one(of: [0, 0.02, 0.3])
            disk.name = random.one(of: [0, 0.02])
            disk.full = random.one(of: [0, 0.005])
            disk.read = random.one(of: [0, 0, 0.0005])
            disk.sparesJournal = random.happens(0.6)
            if !disk.sparesJournal { disk.syncDirectory = random.one(of: [0, 0.1]) }
        }
        if generationsKept > 1, random.happens(0.3) { bitFlipShare = 0.5 }
        if random.happens(0.05) { ruinAfterLife = random.from(1...3) }
    }
}
