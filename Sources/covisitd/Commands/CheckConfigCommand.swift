internal import ArgumentParser
internal import KafkaTransport
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

    mutating func run() async throws {
        let (options, connect, all) = (settings, connect, all)
        try await reporting {
            let settings = try options.load()
            let problems = settings.kafka.configurationProblems()
            for problem in problems { writeError("kafka.properties.\(problem)") }
            if !problems.isEmpty { throw ExitStatus.configuration.code }
            for setting in settings.effective where all || setting.origin != .builtIn {
                writeLine("\(setting.key) = \(setting.value)  (\(setting.origin))")
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
