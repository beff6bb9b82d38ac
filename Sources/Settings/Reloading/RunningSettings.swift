/// The settings of a daemon that runs, and what becomes of them when they are read anew.
///
/// Whatever is wrong with what was read, nothing changes.
package struct RunningSettings: Sendable {
    package enum Outcome: Sendable, Equatable {
        case taken(SettingsReload)
        /// What is wrong, in one line.
        case refused(cause: String)
    }

    package private(set) var current: DaemonSettings

    package init(_ settings: DaemonSettings) {
        current = settings
    }

    /// - Parameter load: reads and checks everything, as at a start.
    package mutating func reload(_ load: () throws -> DaemonSettings) -> Outcome {
        do {
            let settings = try load()
            return .taken(current.takeReloadable(of: settings))
        } catch let error as SettingsError {
            let more = error.problems.count - 1
            let first = error.problems.first.map { "\($0)" } ?? ""
            return .refused(cause: first + (more > 0 ? " (and \(more) more)" : ""))
        } catch {
            return .refused(cause: "\(error)")
        }
    }
}
