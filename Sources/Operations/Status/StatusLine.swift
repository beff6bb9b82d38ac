extension DaemonStatus {
    /// One line for `systemctl status`: is it fine, how fast is it, how far behind.
    package var line: String {
        var parts = [headline]
        if phase == .consuming {
            parts.append("\(grouped(eventsPerSecond)) events/s")
            if let behind { parts.append(behind) }
        }
        if let snapshots { parts.append(age(of: snapshots)) }
        if sessions > 0 { parts.append("\(grouped(sessions)) sessions") }
        let rejectedCount = rejected.values.reduce(0, +)
        if rejectedCount > 0 { parts.append("\(grouped(rejectedCount)) rejected") }
        return parts.joined(separator: ", ")
    }

    private var headline: String {
        switch phase {
        case .consuming:
            return "consuming \(partitions.count) partition\(partitions.count == 1 ? "" : "s")"
        case .standby:
            return "standing by: others of the group have all partitions"
        case .starting, .waiting, .stopping:
            return phase.rawValue + (reason.map { ": " + $0 } ?? "")
        }
    }

    private func age(of snapshots: Snapshots) -> String {
        if let failure = snapshots.failure { return "snapshot failed: \(failure)" }
        guard let seconds = snapshots.ageSeconds else { return "no snapshot yet" }
        return "snapshot \(spelled(seconds: seconds)) old"
    }

    private var behind: String? {
        if let lagSeconds { return "\(spelled(seconds: lagSeconds)) behind" }
        return lagRecords.map { "\(grouped($0)) records behind" }
    }
}

/// Digits in groups of three: `1,203,944`.
private func grouped(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
        text.append(digit)
    }
    return text
}

private func grouped(_ number: Double) -> String {
    grouped(Int64(exactly: number.rounded()) ?? 0)
}

/// `0.2 s`, `42 s`, `7 min`, `31 h`.
private func spelled(seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0 else { return "0 s" }
    if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
    if seconds < 120 { return "\(grouped(seconds)) s" }
    if seconds < 7_200 { return "\(grouped(seconds / 60)) min" }
    return "\(grouped(seconds / 3_600)) h"
}
