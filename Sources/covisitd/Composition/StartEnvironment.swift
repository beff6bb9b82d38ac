internal import FoundationEssentials
internal import Glibc
internal import Settings

/// The environment that the process was started with. Secrets are wiped from it when it is first
/// looked at: then /proc/PID/environ does not show them, and no child inherits them.
enum StartEnvironment {
    /// For all who load settings, however often.
    static let variables = take()

    private static func take() -> [String: String] {
        let variables = ProcessInfo.processInfo.environment
        for name in variables.keys where DaemonSettings.isSecret(variable: name) {
            if let value = getenv(name) { memset(value, 0, strlen(value)) }
            unsetenv(name)
        }
        return variables
    }
}

/// No dump of this process's memory is written from now on.
func forbidCoreDumps() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
}
