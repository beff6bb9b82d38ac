internal import CovisitCore
internal import Fuzzing

/// Puts sections of the input's into a small state, and has the engine restored from it: past all
/// checksums.
final class StateFuzzing {
    private let base: SectionBytes
    private let configuration = SmallState.configuration
    private let migration: StateMigration
    private let reading: SectionReading

    init() throws {
        base = try SectionBytes(capturing: SmallState.engine())
        migration = try StateMigration(from: configuration.stateKeys, to: configuration)
        reading = try SectionReading(base, configuration, migration)
    }

    /// `isUsed`: whether what is accepted is put to use.
    func run(_ bytes: UnsafeRawBufferPointer, isUsed: Bool) throws {
        let replacements = Replacement.all(in: bytes, base: base)
        do {
            for replacement in replacements { try reading.read(replacement) }
            if isUsed { try check(try restored(replacements)) }
        } catch let damage as StateDamage {
            try require(!damage.cause.isEmpty, "damage without a cause")
        }
    }

    /// The base with all replacements.
    private func restored(_ replacements: [Replacement]) throws(StateDamage) -> Engine {
        let restoration = EngineRestoration(configuration, migration)
        for index in 0..<StateSection.count {
            guard let section = StateSection(index: index) else { continue }
            let new = replacements.filter { $0.section == section }
            if new.isEmpty { try base.restore(section, with: restoration) }
            for replacement in new { try replacement.restore(with: restoration) }
        }
        return try restoration.finish()
    }

    private func restored(_ state: SectionBytes) throws(StateDamage) -> Engine {
        let restoration = EngineRestoration(configuration, migration)
        for index in 0..<StateSection.count {
            guard let section = StateSection(index: index) else { continue }
            try state.restore(section, with: restoration)
        }
        return try restoration.finish()
    }

    // MARK: - What was accepted

    /// It is a state like any other: it can be captured while it goes on, and restored again.
    func check(_ engine: Engine) throws {
        let captured = try SectionBytes(capturing: engine)
        let twin = try accepted(captured)
        try require(twin.digest() == engine.digest(), "another state was restored")
        let meanwhile = try SectionBytes(capturing: engine) { advance(engine) }
        try require(meanwhile == captured, "the stream got into a capture")
        advance(twin)
        try require(twin.digest() == engine.digest(), "a restored state goes on differently")
        let after = try SectionBytes(capturing: engine)
        let again = try SectionBytes(capturing: try accepted(after))
        try require(again == after, "what was captured is restored to something else")
    }

    /// Restores what the engine itself has handed out.
    private func accepted(_ state: SectionBytes) throws(BrokenInvariant) -> Engine {
        do {
            return try restored(state)
        } catch {
            throw BrokenInvariant("the engine refuses its own state: \(error)")
        }
    }

    private func advance(_ engine: Engine) {
        for (seed, distance) in [Int64(0), 30_000, 10_000_000].enumerated() {
            let start = min(engine.watermark, Event.timestampMax) + distance
            engine.step(SmallState.batch(after: start, seed: UInt64(seed)))
            guard let due = engine.relatedDue() else { continue }
            for piece in due.pieces { _ = due.take(piece) }
        }
    }
}
