internal import ArgumentParser
internal import Settings

/// Where settings come from, alike in every command.
struct SettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file; without one, the defaults hold.")
    var file: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override a key, e.g. --set batch.linger=20ms. May be repeated.",
            valueName: "key=value"))
    var overrides: [String] = []

    /// - Parameter own: keys of the command itself, stronger than any other.
    func load(_ own: [String] = [], withCredentials: Bool = true) throws -> DaemonSettings {
        var environment = StartEnvironment.variables
        if !withCredentials { environment["CREDENTIALS_DIRECTORY"] = nil }
        let settings = try DaemonSettings.load(
            file: file, environment: environment, overrides: overrides + own)
        if settings.holdsSecrets { forbidCoreDumps() }
        return settings
    }
}
