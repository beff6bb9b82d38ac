internal import CovisitCore

/// Configurations drawn from a space, no two alike and none like the one to start from.
package struct SpaceDraws: Sendable {
    package struct Draw: Sendable {
        /// For each dimension of the space.
        package var values: [String]
        /// Arguments of `--set`.
        package var overrides: [String]
        package var settings: DaemonSettings
    }

    /// Draws in a row that bring nothing new, after which the space is taken to hold no more.
    private static let vainDrawsMax = 1_000

    package private(set) var draws: [Draw] = []
    /// Draws whose values do not go together.
    package private(set) var refusedCount = 0
    /// What was wrong with the first of them.
    package private(set) var refusal: SettingsError?

    /// - Parameter load: the settings with these overrides, stronger than all others.
    package init(
        _ count: Int, from space: SearchSpace, seed: UInt64, base: DaemonSettings,
        load: ([String]) throws(SettingsError) -> DaemonSettings
    ) {
        var generator = SeededGenerator(seed: seed)
        var seenValues: Set<[String]> = []
        var seenDigests: Set<String> = [base.digest]
        var vainDraws = 0
        while draws.count < count, vainDraws < Self.vainDrawsMax {
            vainDraws += 1
            let values = space.values(at: space.dimensions.map { _ in generator.uniform() })
            guard seenValues.insert(values).inserted else { continue }
            let overrides = space.overrides(values)
            do throws(SettingsError) {
                let settings = try load(overrides)
                guard seenDigests.insert(settings.digest).inserted else { continue }
                draws.append(Draw(values: values, overrides: overrides, settings: settings))
                vainDraws = 0
            } catch {
                refusedCount += 1
                refusal = refusal ?? error
            }
        }
    }
}
