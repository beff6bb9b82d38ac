import CovisitCore
import Testing

@testable import Backtest

struct TournamentTests {
    /// Runs a search to its end; a rung's score is the configuration's quality and noise that
    /// falls with the rung's share of the data.
    private static func run(
        _ plan: HalvingPlan, quality: (Int) -> Double, noise: Double = 0,
        overAt: Int? = nil
    ) -> Tournament {
        var tournament = Tournament(plan)
        var generator = SeededGenerator(seed: 1)
        while let rung = tournament.rung {
            var scores: [Int: Double] = [:]
            for number in tournament.contenders {
                let error = noise * (generator.uniform() - 0.5) / plan.rungs[rung].share
                scores[number] = quality(number) + error
            }
            tournament.finish(scores, isOver: rung == overAt)
        }
        return tournament
    }

    @Test(
        arguments: [
            (1, [1]), (2, [2]), (3, [3, 1]), (8, [8, 2]), (9, [9, 3, 1]), (60, [60, 20, 6]),
            (100_000, [100_000, 33_333, 11_111]),
        ])
    func `each rung keeps a third and has three times the data; the last has all`(
        trials: Int, counts: [Int]
    ) {
        let plan = HalvingPlan.halving(trials: trials)
        #expect(plan.rungs.map(\.count) == counts)
        #expect(plan.rungs.last?.share == 1)
        for (rung, next) in zip(plan.rungs, plan.rungs.dropFirst()) {
            #expect(abs(rung.share * 3 - next.share) < 1e-12)
        }
        #expect(HalvingPlan.random(trials: trials).rungs == [.init(share: 1, count: trials)])
    }

    @Test func `the best go on, in the order of their scores, and the base always does`() {
        var tournament = Tournament(.halving(trials: 9))
        #expect(tournament.contenders == Array(0...9))
        // The base is the worst.
        tournament.finish([
            0: 0, 1: 1, 2: 8, 3: 3, 4: 7, 5: 5, 6: 9, 7: 4, 8: 2, 9: 6,
        ])
        #expect(tournament.contenders == [0, 6, 2, 4])
        tournament.finish([0: 0, 6: 1, 2: 2, 4: 3])
        #expect(tournament.contenders == [0, 4])
        #expect(tournament.winner == nil)
        tournament.finish([0: 5, 4: 6])
        #expect(tournament.rung == nil)
        #expect(tournament.winner == 4)
        #expect(tournament.standings.map(\.configuration) == [4, 0, 2, 6, 1 + 8, 5, 7, 3, 8, 1])
        #expect(tournament.standings.map(\.rung) == [2, 2, 1, 1, 0, 0, 0, 0, 0, 0])
    }

    @Test func `without noise the best of all wins, by either method`() {
        func quality(_ number: Int) -> Double { number == 37 ? 2 : 1 / Double(number + 1) }
        #expect(Self.run(.random(trials: 60), quality: quality).winner == 37)
        #expect(Self.run(.halving(trials: 60), quality: quality).winner == 37)
    }

    @Test func `with noise that data lessen halving still finds a good one`() {
        let tournament = Self.run(
            .halving(trials: 60), quality: { Double($0) / 60 }, noise: 0.05)
        #expect((tournament.winner ?? 0) > 54)
    }

    @Test func `what is only as good as the base does not beat it`() {
        #expect(Self.run(.random(trials: 9), quality: { _ in 1 }).winner == 0)
        #expect(Self.run(.halving(trials: 9), quality: { _ in 1 }).winner == 0)
    }

    @Test func `when the time is over the best one and the base go to the last rung`() {
        let tournament = Self.run(
            .halving(trials: 60), quality: { Double($0) }, overAt: 0)
        #expect(tournament.scores.map(\.count) == [61, 0, 2])
        #expect(tournament.winner == 60)
    }

    @Test func `what has no score does not go on`() {
        var tournament = Tournament(.halving(trials: 3))
        tournament.finish([2: 0.5])
        #expect(tournament.contenders == [0, 2])
        tournament.finish([:])
        #expect(tournament.winner == 0)
    }
}
