internal import CovisitCore
internal import KafkaTransport

/// A type of a setting's place that a value goes into as it is.
protocol SettingRepresentable: SendableMetatype {
    init(setting value: SettingValue)
    var setting: SettingValue { get }
}

// A value's case is decided by its key's kind: a mismatch is a mistake in the table, and any test
// that loads the key stops there.

private func mismatch(_ value: SettingValue) -> Never {
    preconditionFailure("the kind of this key does not go with its place: \(value)")
}

extension Int: SettingRepresentable {
    init(setting value: SettingValue) {
        guard case .integer(let integer) = value else { mismatch(value) }
        self = integer
    }

    var setting: SettingValue { .integer(self) }
}

extension Int64: SettingRepresentable {
    init(setting value: SettingValue) { self = Int64(Int(setting: value)) }
    var setting: SettingValue { .integer(Int(self)) }
}

extension Duration: SettingRepresentable {
    init(setting value: SettingValue) { self = .milliseconds(Int(setting: value)) }

    var setting: SettingValue {
        .integer(Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000))
    }
}

extension Double: SettingRepresentable {
    init(setting value: SettingValue) {
        guard case .number(let number) = value else { mismatch(value) }
        self = number
    }

    var setting: SettingValue { .number(self) }
}

extension Float: SettingRepresentable {
    init(setting value: SettingValue) { self = Float(Double(setting: value)) }
    // By way of the decimal digits: 0.1 as a Float is not 0.1 as a Double.
    var setting: SettingValue { .number(Double("\(self)") ?? Double(self)) }
}

extension Bool: SettingRepresentable {
    init(setting value: SettingValue) {
        guard case .boolean(let boolean) = value else { mismatch(value) }
        self = boolean
    }

    var setting: SettingValue { .boolean(self) }
}

extension String: SettingRepresentable {
    init(setting value: SettingValue) {
        guard case .text(let text) = value else { mismatch(value) }
        self = text
    }

    var setting: SettingValue { .text(self) }
}

/// An element of a list, written as a word.
protocol SettingWord {
    init?(word: String)
    var word: String { get }
}

extension Array: SettingRepresentable where Element: SettingWord {
    init(setting value: SettingValue) {
        guard case .list(let list) = value else { mismatch(value) }
        self = list.compactMap(Element.init(word:))
    }

    var setting: SettingValue { .list(map(\.word)) }
}

extension String: SettingWord {
    init?(word: String) { self = word }
    var word: String { self }
}

extension EventType: SettingWord {
    static let words = allCases.map(\.word)

    init?(word: String) {
        guard let type = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = type
    }

    var word: String { "\(self)" }
}

extension SettingRepresentable where Self: RawRepresentable, RawValue == String {
    init(setting value: SettingValue) {
        guard let word = Self(rawValue: String(setting: value)) else { mismatch(value) }
        self = word
    }

    var setting: SettingValue { .text(rawValue) }
}

extension RecoveryPolicy: SettingRepresentable {}
extension LogSettings.Level: SettingRepresentable {}
extension LogSettings.Format: SettingRepresentable {}
extension MatrixSpec.Direction: SettingRepresentable {}
extension MatrixSpec.DistanceWeight: SettingRepresentable {}
extension HistoryPolicy: SettingRepresentable {}
extension Blend: SettingRepresentable {}

extension EventTypeSet: SettingRepresentable {
    init(setting value: SettingValue) {
        self = [EventType](setting: value).reduce(into: []) { $0.insert(EventTypeSet($1)) }
    }

    var setting: SettingValue { EventType.allCases.filter(contains).setting }
}
