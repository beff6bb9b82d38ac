internal import FoundationEssentials

/// Event times for an axis, UTC.
enum TimeLabel {
    /// `05-31` where days matter, else `14:05`.
    static func text(_ milliseconds: Int64, isLong: Bool) -> String {
        // 2026-05-31T14:05:00Z
        let text = Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
        return String(text.dropFirst(isLong ? 5 : 11).prefix(5))
    }
}
