/// All that is wrong with a configuration, found in one go.
package struct SettingsError: Error, Equatable {
    /// `EX_CONFIG` of sysexits.h.
    package static let exitCode: Int32 = 78
    /// Problems shown; the others are counted.
    private static let shownMax = 50

    package var problems: [Problem]

    package init(problems: [Problem]) {
        self.problems = problems
    }

    /// The file's problems from top to bottom, then the environment's, then those of flags.
    init(unordered problems: [Problem]) {
        self.problems = problems.sorted { $0.location.order < $1.location.order }
    }
}

extension SettingsError: CustomStringConvertible {
    /// A line for each problem.
    package var description: String {
        var lines = problems.prefix(Self.shownMax).map(\.description)
        if problems.count > Self.shownMax {
            lines.append("and \(problems.count - Self.shownMax) more problems")
        }
        return lines.joined(separator: "\n")
    }
}

/// One thing that is wrong, where it stands, and what would be right.
package struct Problem: Sendable, Equatable {
    package var location: SettingLocation
    /// Dotted path; empty where the whole file is meant.
    package var key: String
    package var what: String
    package var allowed: String?
    package var suggestion: String?
}

extension Problem: CustomStringConvertible {
    private static let keyCharactersMax = 200

    /// One line, whatever the file holds.
    package var description: String {
        var text = "\(location): "
        if !key.isEmpty { text += "\(key.prefix(Self.keyCharactersMax)): " }
        text += what
        if let suggestion { text += "; did you mean \"\(suggestion)\"?" }
        if let allowed { text += "\(suggestion == nil ? ";" : "") allowed: \(allowed)" }
        return String(text.map { $0.isNewline || $0.isControl ? " " : $0 })
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

/// Where a value was set.
package enum SettingLocation: Sendable, Equatable, CustomStringConvertible {
    case builtIn
    /// Line and column count from 1; 0: the file as a whole.
    case file(String, line: Int, column: Int)
    /// A file in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    case environment(variable: String)
    case override

    fileprivate var order: (source: Int, line: Int, column: Int) {
        switch self {
        case .builtIn: (0, 0, 0)
        case .file(_, let line, let column): (1, line, column)
        case .credential: (2, 0, 0)
        case .environment: (3, 0, 0)
        case .override: (4, 0, 0)
        }
    }

    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let name, line: 0, column: _): name
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .credential(let name): "credential \(name)"
        case .environment(let variable): "environment variable \(variable)"
        case .override: "--set"
        }
    }
}

/// Why a value was refused, before anybody has said where it stands.
struct Complaint: Error {
    var what: String
    var allowed: String?
    var suggestion: String?

    func problem(at location: SettingLocation, key: String) -> Problem {
        Problem(
            location: location, key: key, what: what, allowed: allowed, suggestion: suggestion)
    }
}
