internal import CovisitCore

/// A key as its documentation describes it.
package struct SettingDescription: Sendable {
    /// Dotted path; for the field of a matrix with `<name>` in it.
    package var path: String
    package var summary: String
    /// What is accepted, in one phrase.
    package var allowed: String
    /// The limits alone, `1s to 1d`; empty where there are none.
    package var limits: String
    /// As it is written in a file; nil for a matrix's `weight`, which stands for several values.
    package var defaultText: String?
    /// Whether a daemon that runs takes a new value over when it is told to reload.
    package var isReloadable: Bool

    /// Every key, in the order of the schema.
    package static var all: [SettingDescription] {
        let draft = SettingsDraft(DaemonSettings())
        let matrix = SettingsSchema.newMatrix("")
        return SettingsSchema.keys.map { SettingDescription($0, path: $0.path, of: draft) }
            + SettingsSchema.matrixKeys.map {
                SettingDescription($0, path: MatrixPath.path("<name>", $0.path), of: matrix)
            }
    }

    private init<Target>(_ key: SettingKey<Target>, path: String, of target: Target) {
        self.path = path
        summary = key.summary
        allowed = key.kind.allowed
        limits = key.kind.limits
        defaultText = key.read(target).map(key.kind.text)
        isReloadable = key.isReloadable
    }
}
