internal import Backtest
internal import Glibc

/// Runs candidates side by side on the cores.
struct CandidateRuns: Sendable {
    /// Candidates at once; 0: one for each core.
    let jobs: Int

    /// - Parameter mayBegin: asked for each candidate in its turn, in their order; where it says
    ///   no, that one is left out.
    /// - Parameter work: runs the candidate at a place, with so many workers.
    /// - Parameter finished: takes each result as it comes, with the place of its candidate; one
    ///   at a time.
    func run(
        _ candidates: [Candidate], mayBegin: (Int) -> Bool = { _ in true },
        work: @escaping @Sendable (Int, Candidate, _ workers: Int) async throws -> CandidateResult,
        finished: (Int, CandidateResult) throws -> Void
    ) async throws {
        if candidates.isEmpty { return }
        let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let jobs = min(candidates.count, self.jobs == 0 ? cores : self.jobs)
        // What one configuration leaves of the cores helps it along.
        let workers = max(1, cores / jobs)
        try await withThrowingTaskGroup(of: (Int, CandidateResult).self) { group in
            var next = 0
            func add() {
                while next < candidates.count, !mayBegin(next) { next += 1 }
                guard next < candidates.count else { return }
                let index = next
                let candidate = candidates[index]
                next += 1
                group.addTask { (index, try await work(index, candidate, workers)) }
            }
            for _ in 0..<jobs { add() }
            for try await (index, result) in group {
                try finished(index, result)
                add()
            }
        }
    }
}
