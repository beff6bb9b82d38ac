import Synchronization

/// What a simulation has found wrong, the first things first.
package final class Findings: Sendable {
    private static let max = 20
    private let findings = Mutex<[String]>([])

    package init() {}

    package var all: [String] { findings.withLock { $0 } }

    package func add(_ finding: String) {
        findings.withLock { if $0.count < Self.max { $0.append(finding) } }
    }

    package func expect(_ isTrue: Bool, _ finding: @autoclosure () -> String) {
        if !isTrue { add(finding()) }
    }
}
