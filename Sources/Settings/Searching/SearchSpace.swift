/// The configurations that a search may try: keys, and what each may be set to.
package struct SearchSpace: Sendable, Equatable {
    /// Keys that are set together, and their values.
    package struct Dimension: Sendable, Equatable {
        package var keys: [String]
        package var domain: SearchDomain

        /// As in a space's file.
        package var name: String { keys.joined(separator: ", ") }
    }

    package var dimensions: [Dimension] = []

    /// The values at a point of the unit cube, a coordinate for each dimension.
    package func values(at point: [Double]) -> [String] {
        zip(dimensions, point).map { $0.domain.text(at: $1) }
    }

    /// Arguments of `--set` for these values, one for each dimension.
    package func overrides(_ values: [String]) -> [String] {
        zip(dimensions, values).flatMap { dimension, value in
            dimension.keys.map { "\($0)=\(value)" }
        }
    }
}

extension SearchSpace {
    /// Reads a space from a file, from arguments of `--vary`, or from both.
    ///
    /// - Parameter varied: each `key=value,value`, or with what would stand in a file behind the
    ///   key: `key={from: 1d, to: 60d, scale: log}`.
    /// - Parameter base: has the matrices that may be named, and says what the environment decides.
    package static func load(
        file: String?, varied: [String] = [], base: DaemonSettings
    ) throws(SettingsError) -> SearchSpace {
        var reader = SearchSpaceReader(base)
        if let file { reader.readFile(file) }
        return try reader.space(varied)
    }

    /// As above, for a text that would stand in a file called `name`.
    package static func load(
        text: String, name: String, varied: [String] = [], base: DaemonSettings
    ) throws(SettingsError) -> SearchSpace {
        var reader = SearchSpaceReader(base)
        reader.read(text, file: name)
        return try reader.space(varied)
    }
}
