package import CovisitCore
import Synchronization

/// What a port throws once the machine is down.
package struct SimulatedCrash: Error {
    package init() {}
}

/// The machine that the daemon runs on, as its ports see it: time passes with every operation,
/// and between any two of them it may all be over.
///
/// A life is one run of the process. Once the machine is down every operation throws until the
/// next life begins, so that nothing outlives the crash.
package final class SimulatedMachine: Sendable {
    /// Far more than any simulation needs; beyond that nothing works any more.
    private static let operationsMax = 200_000

    private struct State {
        var life = 0
        var operationCount = 0
        var totalOperationCount = 0
        var crashAfter = Int.max
        var crashIn = ""
        var isDown = false
        var elapsed = Duration.zero
        var random: SeededGenerator
        var trace: SimulationTrace

        func isOver(_ what: @autoclosure () -> String) -> Bool {
            operationCount > crashAfter && (crashIn.isEmpty || what().hasPrefix(crashIn))
        }
    }

    private let seed: UInt64
    private let state: Mutex<State>

    package init(seed: UInt64, keepsTrace: Bool = false) {
        self.seed = seed
        state = Mutex(
            State(
                random: SeededGenerator(seed: seed, stream: 0),
                trace: SimulationTrace(keepsLines: keepsTrace)))
    }

    package var isDown: Bool { state.withLock(\.isDown) }
    package var life: Int { state.withLock(\.life) }
    package var operationCount: Int { state.withLock(\.totalOperationCount) }
    package var trace: SimulationTrace { state.withLock(\.trace) }

    /// The process's monotonic clock.
    package var elapsed: Duration { state.withLock(\.elapsed) }

    /// The draws of a port in this life.
    package func random(_ port: SimulatedPort) -> SeededGenerator {
        SeededGenerator(seed: seed, stream: UInt64(life), port.rawValue)
    }

    /// The process starts; it goes down before the operation after `crashAfter` ones.
    ///
    /// - Parameter crashIn: what the trace says of that operation begins so: before a sync, say,
    ///   what was written is there for all to see, and not durable.
    package func begin(life: Int, crashAfter: Int, crashIn: String = "") {
        state.withLock { state in
            state.life = life
            state.operationCount = 0
            state.crashAfter = crashAfter
            state.crashIn = crashIn
            state.isDown = false
            state.random = SeededGenerator(seed: seed, stream: UInt64(life), 0)
            state.trace.add("life \(life), down after \(crashAfter)")
        }
    }

    /// An operation of a port begins, unless the machine is down or goes down now.
    package func operate(_ what: @autoclosure () -> String) throws(SimulatedCrash) {
        let isAlive = state.withLock { state in
            if state.isDown { return false }
            state.operationCount += 1
            state.totalOperationCount += 1
            state.elapsed += .microseconds(state.random.from(1...2_000))
            if state.isOver(what()) || state.totalOperationCount > Self.operationsMax {
                state.isDown = true
                state.trace.add("down at \(what())")
                return false
            }
            state.trace.add(what())
            return true
        }
        if !isAlive { throw SimulatedCrash() }
    }

    /// Something rare has happened: it shall go down soon, if it was to go down at all.
    package func crashSoon() {
        state.withLock { state in
            guard state.crashAfter < .max else { return }
            state.crashIn = ""
            state.crashAfter = state.operationCount + state.random.from(1...60)
        }
    }

    /// A fact for the trace that is no operation.
    package func note(_ what: @autoclosure () -> String) {
        state.withLock { $0.trace.add(what()) }
    }

    package func pass(_ time: Duration) {
        state.withLock { $0.elapsed += time }
    }
}

/// Whoever draws: each has a stream of its own.
package enum SimulatedPort: UInt64, Sendable {
    case disk = 1
    case source
    case sink
    case store
    case life
}
