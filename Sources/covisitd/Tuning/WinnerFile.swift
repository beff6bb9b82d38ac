internal import Backtest
internal import Settings

/// The winner's configuration, to be used in place of the base's file, with why it was chosen.
struct WinnerFile {
    let text: String

    init(
        _ settings: DaemonSettings, _ report: TuningReport, _ space: SearchSpace,
        base: DaemonSettings
    ) {
        func values(_ settings: DaemonSettings) -> [String: String] {
            Dictionary(uniqueKeysWithValues: settings.effective.map { ($0.key, $0.value) })
        }
        let (before, after) = (values(base), values(settings))
        var notes: [String: String] = [:]
        for key in space.dimensions.flatMap(\.keys) {
            guard let value = before[key] else { continue }
            notes[key] = value == after[key] ? "as in the base" : "the base has \(value)"
        }
        let file = SettingsFile(settings, notes: notes)
        var comments = ["Written by covisitd tune.", ""]
        comments += report.evidence(timeText: RFC3339.text)
        if !file.secrets.isEmpty {
            comments += ["", "Secrets are left out: \(file.secrets.joined(separator: ", "))."]
        }
        // A name of a file may hold anything, and must not end the comment.
        let head = comments.map { comment in
            let line = String(comment.map { $0.isNewline ? " " : $0 })
            return line.isEmpty ? "#\n" : "# \(line)\n"
        }.joined()
        // A file that does not say what was measured would be worse than none.
        let isTrue =
            (try? DaemonSettings.load(text: file.text, name: ""))?.digest == settings.digest
        precondition(isTrue, "the file gives other settings than the winner's:\n\(file.text)")
        text = head + "\n" + file.text
    }
}
