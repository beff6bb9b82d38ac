internal import CovisitCore
internal import Fuzzing
internal import Settings

/// Takes its input for a configuration file and for a search space; behind a zero byte follow variables of the
/// environment and arguments of `--set`, told apart by their beginning, with zeros between them.
package final class ConfigurationFuzzing: FuzzTarget {
    private static let name = "fuzz.yaml"
    private let file: MemoryFile

    package init() throws {
        file = try MemoryFile()
    }

    package func run(_ bytes: UnsafeRawBufferPointer) throws {
        let sources = Sources(bytes)
        try file.hold(sources.file)
        do {
            let settings = try DaemonSettings.load(
                file: file.path, environment: sources.environment, overrides: sources.overrides)
            try check(settings)
        } catch let error as SettingsError {
            try check(error, lineCountMax: Self.lineCountMax(sources.file))
        }
        do {
            try check(try SearchSpace.load(file: file.path, base: DaemonSettings()))
        } catch let error as SettingsError {
            try check(error, lineCountMax: Self.lineCountMax(sources.file))
        }
    }

    /// Whatever is drawn from a space can be set, unless it does not go with what else holds.
    private func check(_ space: SearchSpace) throws {
        for position in [0, 0.3, 0.5, 1 - 0x1p-53] {
            let overrides = space.overrides(
                space.values(at: space.dimensions.map { _ in position }))
            do {
                _ = try DaemonSettings.load(file: nil, environment: [:], overrides: overrides)
            } catch {
                let isOfOne = error.problems.contains { $0.what.hasSuffix("out of range") }
                try require(!isOfOne, "drawn, and refused: \(error)")
            }
        }
    }

    /// YAML breaks lines at CR, LF, U+0085, U+2028 and U+2029 too, of which these are the last
    /// bytes, and libyaml counts the end of a file that ends without a break as a line.
    private static func lineCountMax(_ text: UnsafeRawBufferPointer) -> Int {
        text.count { [0x0A, 0x0D, 0x85, 0xA8, 0xA9].contains($0) } + 2
    }

    /// What is refused is explained, in lines that a log can hold.
    private func check(_ error: SettingsError, lineCountMax: Int) throws(BrokenInvariant) {
        try require(!error.problems.isEmpty, "refused for no reason")
        for problem in error.problems {
            let text = problem.description
            let isLine = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
            try require(isLine && !problem.what.isEmpty, "no line: \(text.debugDescription)")
            guard case .file(_, let line, let column) = problem.location else { continue }
            let isPlace = 0...lineCountMax ~= line && column >= 0
            try require(isPlace, "no such place: \(text)")
        }
    }

    /// What is accepted can be printed and written as a file, and means the same when it is set
    /// again.
    private func check(_ settings: DaemonSettings) throws {
        let effective = settings.effective
        let file = SettingsFile(settings)
        if file.secrets.isEmpty {
            let read = try DaemonSettings.load(text: file.text, name: Self.name)
            try require(read.effective.map(\.value) == effective.map(\.value), "the file differs")
            try require(read.engine == settings.engine, "the file's engine differs")
            try require(read.schema == settings.schema, "the file's schema differs")
            try require(read.kafka == settings.kafka, "the file's Kafka differs")
        }
        if effective.contains(where: { !isPlain($0) }) { return }
        let matrices = settings.engine.matrices.map { "  - name: \($0.name)\n" }
        let again = try DaemonSettings.load(
            text: "matrices:\n\(matrices.joined())", name: Self.name,
            overrides: effective.map { "\($0.key)=\($0.value == "\"\"" ? "" : $0.value)" })
        try require(again.effective.map(\.value) == effective.map(\.value), "effective differs")
        try require(again.digest == settings.digest, "the digest differs")
        try require(again.engine == settings.engine, "the engine differs")
        try require(again.schema == settings.schema, "the schema differs")
        try require(again.kafka == settings.kafka, "Kafka differs")
        try require(again.output == settings.output, "the output differs")
    }

    /// Whether a value survives being printed: elements of lists may hold what stands between them,
    /// which nobody escapes, and secrets are not printed.
    private func isPlain(_ setting: EffectiveSetting) -> Bool {
        let value = setting.value
        if value == "(not shown)" { return false }
        guard value.hasPrefix("["), value.hasSuffix("]") else { return true }
        let elements = value.dropFirst().dropLast().split(separator: ", ")
        return elements.allSatisfy { element in
            !element.contains { ",[]\"'".contains($0) || $0.isWhitespace }
        }
    }
}

/// The three places that settings come from.
private struct Sources {
    let file: UnsafeRawBufferPointer
    var environment: [String: String] = [:]
    var overrides: [String] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
        file = UnsafeRawBufferPointer(rebasing: parts[0])
        for part in parts.dropFirst() {
            let text = String(decoding: part, as: UTF8.self)
            if text.hasPrefix("COVISITD_") {
                let name = text.prefix { $0 != "=" }
                environment[String(name)] = String(text.dropFirst(name.count + 1))
            } else {
                overrides.append(text)
            }
        }
    }
}
