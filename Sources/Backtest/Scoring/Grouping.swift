/// The ways in which predictions are told apart in a report.
enum Grouping: String, CaseIterable, Sendable {
    /// How many events the session had when its list was made.
    case sessionLength = "session_length"
    /// Whether the item that came true occurs in training.
    case items
    /// Whether the item that came true was in the session already: what the session's own events
    /// could tell, and what only others can.
    case history

    var names: [String] {
        switch self {
        case .sessionLength: ["1", "2", "3-4", "5-9", "10-19", "20+"]
        case .items: ["warm", "cold"]
        case .history: ["seen", "new"]
        }
    }

    /// Where its groups begin among all groups.
    var offset: Int {
        Grouping.allCases.prefix { $0 != self }.reduce(0) { $0 + $1.names.count }
    }

    static let groupCount = allCases.reduce(0) { $0 + $1.names.count }

    static func ofLength(_ length: Int) -> Int {
        switch length {
        case ...1: 0
        case 2: 1
        case 3...4: 2
        case 5...9: 3
        case 10...19: 4
        default: 5
        }
    }
}
