internal import CovisitCore

/// What reading the configuration anew has changed in a daemon that runs.
package struct SettingsReload: Sendable, Equatable {
    /// Holds from now on.
    package var taken: [SettingChange] = []
    /// Stands in the configuration, and holds after a restart.
    package var waiting: [SettingChange] = []
}

/// One key that has another value now.
package struct SettingChange: Sendable, Equatable, CustomStringConvertible {
    package var key: String
    /// As `EffectiveSetting` shows it; nil where there was no such key.
    package var old: String?
    package var new: String?

    package var description: String { "\(key): \(old ?? "none") -> \(new ?? "none")" }
}

extension DaemonSettings {
    /// Takes over from `other` what may change in a daemon that runs: keys that the schema calls
    /// reloadable. Says what that was, and what else differs.
    mutating func takeReloadable(of other: DaemonSettings) -> SettingsReload {
        let keys = SettingsSchema.keys.filter(\.isReloadable)
        let paths = Set(keys.map(\.path))
        let changes = Self.changes(from: self, to: other)
        var draft = SettingsDraft(self)
        let source = SettingsDraft(other)
        for key in keys {
            if let value = key.read(source) { key.write(&draft, value) }
        }
        self = draft.settings
        for path in paths { origins[path] = other.origins[path] }
        return SettingsReload(
            taken: changes.filter { paths.contains($0.key) },
            waiting: changes.filter { !paths.contains($0.key) })
    }

    /// Keys that differ, in the order of the schema; those that are gone at the end.
    private static func changes(
        from old: DaemonSettings, to new: DaemonSettings
    ) -> [SettingChange] {
        func table(_ values: [(key: String, value: String)]) -> [String: String] {
            Dictionary(values) { first, _ in first }
        }
        func shown(_ settings: DaemonSettings) -> [String: String] {
            table(settings.effective.map { ($0.key, $0.value) })
        }
        let (before, after) = (table(old.values), table(new.values))
        let (shownBefore, shownAfter) = (shown(old), shown(new))
        let keys = new.values.map(\.key) + old.values.map(\.key).filter { after[$0] == nil }
        var changes = keys.filter { before[$0] != after[$0] }.map { key in
            SettingChange(key: key, old: shownBefore[key], new: shownAfter[key])
        }
        // Their order breaks ties between candidates.
        let order = [old, new].map { $0.engine.matrices.map(\.name).joined(separator: ", ") }
        if order[0] != order[1] {
            changes.insert(SettingChange(key: "matrices", old: order[0], new: order[1]), at: 0)
        }
        return changes
    }
}
