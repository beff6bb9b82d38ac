/// A checked value, in the unit of its key.
enum SettingValue: Sendable, Equatable {
    /// A number, a span in milliseconds (0 also for `none`), a size in bytes, a point in time.
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case text(String)
    case list([String])
}

/// A value as it was written, before anybody has looked at it.
enum RawValue {
    case scalar(RawScalar)
    case list([RawScalar])
    /// `null`, `~` or nothing, in YAML.
    case null
    case map
}

struct RawScalar {
    var text: String
    /// Written in a file without quotes, where YAML may take a word for something else.
    var isPlain: Bool

    /// What YAML takes this for although it may be meant as a word.
    var confusion: String? {
        guard isPlain else { return nil }
        switch text.lowercased() {
        case "yes", "no", "on", "off", "true", "false", "y", "n": return "a boolean"
        case "null", "~", "": return "null"
        default: return nil
        }
    }
}
