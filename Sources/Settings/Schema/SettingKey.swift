/// One key of the configuration: its path, its limits, and the place of its value.
///
/// The default is what the place holds before anything is written to it, so it is said once, in
/// the structs themselves.
struct SettingKey<Target>: Sendable {
    /// Dotted, from the top of the file; for a matrix from the matrix.
    let path: String
    let kind: SettingKind
    /// One sentence for the operator, with the unit where the value does not say it.
    let summary: String
    /// Whether a daemon that runs takes a new value over when it is told to reload.
    private(set) var isReloadable = false
    /// The value in force; nil where other keys say it better.
    let read: @Sendable (Target) -> SettingValue?
    let write: @Sendable (inout Target, SettingValue) -> Void

    init(
        _ path: String, _ kind: SettingKind, _ summary: String,
        read: @escaping @Sendable (Target) -> SettingValue?,
        write: @escaping @Sendable (inout Target, SettingValue) -> Void
    ) {
        self.path = path
        self.kind = kind
        self.summary = summary
        self.read = read
        self.write = write
    }
}

extension SettingKey {
    typealias Place<Value> = any WritableKeyPath<Target, Value> & Sendable

    init<Value: SettingRepresentable>(
        _ path: String, _ kind: SettingKind, _ place: Place<Value>, _ summary: String
    ) {
        self.init(
            path, kind, summary, read: { $0[keyPath: place].setting },
            write: { $0[keyPath: place] = Value(setting: $1) })
    }

    /// A string that may be absent: an empty one stands for that.
    init(_ path: String, _ kind: SettingKind, _ place: Place<String?>, _ summary: String) {
        self.init(
            path, kind, summary, read: { .text($0[keyPath: place] ?? "") },
            write: { target, value in
                let text = String(setting: value)
                target[keyPath: place] = text.isEmpty ? nil : text
            })
    }

    /// The same key, of a value that may change while the daemon runs: whoever uses it looks again.
    func reloadable() -> SettingKey {
        var key = self
        key.isReloadable = true
        return key
    }

    /// The same key for what `place` is a part of.
    func lifted<Whole>(
        _ prefix: String, into place: any WritableKeyPath<Whole, Target> & Sendable
    ) -> SettingKey<Whole> {
        let (read, write) = (read, write)
        return SettingKey<Whole>(
            "\(prefix).\(path)", kind, summary, read: { read($0[keyPath: place]) },
            write: { write(&$0[keyPath: place], $1) })
    }
}
