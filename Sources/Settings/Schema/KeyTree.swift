/// Which paths there are, and what lies below each.
struct KeyTree: Sendable {
    private(set) var kinds: [String: SettingKind] = [:]
    /// Names below a section, in the order of the table; the top of the tree is "".
    private(set) var children: [String: [String]] = [:]

    static let daemon = KeyTree(
        SettingsSchema.keys.map { ($0.path, $0.kind) } + [
            ("matrices.preset", .choice(SettingsSchema.presets.keys.sorted())),
            (KafkaProperty.section, .text(KafkaProperty.value)),
        ])
    static let matrix = KeyTree(SettingsSchema.matrixKeys.map { ($0.path, $0.kind) })

    init(_ keys: [(path: String, kind: SettingKind)]) {
        for (path, kind) in keys {
            kinds[path] = kind
            var section = ""
            for name in path.split(separator: ".").map(String.init) {
                if !children[section, default: []].contains(name) {
                    children[section, default: []].append(name)
                }
                section = section.isEmpty ? name : "\(section).\(name)"
            }
        }
    }

    /// What to say of a path that does not exist: the nearest name below the same section, or the
    /// place where that name does exist.
    func unknown(_ path: String) -> Complaint {
        let components = path.split(separator: ".", omittingEmptySubsequences: false)
        let section = components.dropLast().joined(separator: ".")
        let name = String(components.last ?? "")
        let siblings = children[section] ?? []
        let elsewhere = kinds.keys.filter { $0.hasSuffix(".\(name)") }.sorted().first
        return Complaint(
            what: "unknown key", allowed: siblings.isEmpty ? nil : siblings.joined(separator: ", "),
            suggestion: Suggestion.nearest(to: name, among: siblings) ?? elsewhere
                ?? Suggestion.nearest(to: path, among: kinds.keys.sorted()))
    }
}
