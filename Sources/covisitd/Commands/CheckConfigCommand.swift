internal import ArgumentParser
internal import KafkaTransport
internal import Operations
internal import Settings

struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check a configuration; with --connect, the cluster too.",
        discussion: """
            Prints every setting that is not at its default, with where it was set, and exits \
            with 0; or every mistake with its line, and exits with 78. With --connect it looks \
            for the brokers and topics, for at most 15 seconds, and exits with 69 when something \
            is missing.
            """)

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Ask the brokers whether topics exist and may be used.")
    var connect = false

    @Flag(help: "Print all settings, defaults too.")
    var all = false

    @Flag(
        help: "Leave out credentials of systemd, and whether properties of librdkafka go together.")
    var noCredentials = false

    mutating func run() async throws {
        let (options, connect, all, noCredentials) = (settings, connect, all, noCredentials)
        try await reporting {
            let settings = try options.load(withCredentials: !noCredentials)
            // What is wrong with several properties at once may be that a credential is missing.
            let problems = settings.kafka.configurationProblems()
                .filter { !noCredentials || $0.property != "kafka.properties" }
            for problem in problems { writeError("kafka.properties.\(problem)") }
            if !problems.isEmpty { throw ExitStatus.configuration.code }
            if settings.http.enabled, !noCredentials { _ = try HTTPOptions(settings.http) }
            let reloadable = Set(SettingDescription.all.filter(\.isReloadable).map(\.path))
            for setting in settings.effective where all || setting.origin != .builtIn {
                let mark = reloadable.contains(setting.key) ? "; reloadable" : ""
                writeLine("\(setting.key) = \(setting.value)  (\(setting.origin)\(mark))")
            }
            for exposure in settings.kafka.exposures {
                writeLine("warned: kafka.properties: \(exposure)")
            }
            let plan = ProcessMemoryPlan(
                settings, settings.engineWithRelatedItems, isLive: true)
            writeLine(plan.summary)
            writeLine("configuration is good; digest \(settings.digest)")
            if connect { try await Self.checkConnection(settings.kafka) }
        }
    }

    private static func checkConnection(_ settings: KafkaSettings) async throws {
        let findings = try await KafkaConnectionCheck(settings: settings).run()
        for finding in findings {
            writeLine("\(finding.verdict.rawValue): \(finding.subject): \(finding.message)")
        }
        if findings.contains(where: { $0.verdict == .failed }) {
            throw ExitStatus.unavailable.code
        }
    }
}
