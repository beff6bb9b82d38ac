internal import StreamPipeline

/// A line on the terminal that says how far a command is with its input.
struct ProgressBar: Sendable {
    private let progress: [InputProgress]
    private let unit: String
    private let count: @Sendable () -> Int
    private let start = ContinuousClock.now

    /// `count` says how many of what `unit` names have come by.
    init(_ progress: [InputProgress], unit: String, count: @escaping @Sendable () -> Int) {
        self.progress = progress
        self.unit = unit
        self.count = count
    }

    /// Draws until its task is cancelled, then clears the line.
    func run() async {
        while (try? await Task.sleep(for: .milliseconds(200))) != nil {
            StandardStream.error.write("\r\u{1B}[K\(line)")
        }
        StandardStream.error.write("\r\u{1B}[K")
    }

    private var line: String {
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let count = self.count()
        let total = progress.reduce(0) { $0 + $1.total }
        let done = progress.reduce(0) { $0 + $1.done }
        let share = total == 0 ? 1 : Double(done) / Double(total)
        let filled = Int(share * 30)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        var text = "[\(bar)] \(Int(share * 100)) %  \(count) \(unit)"
        text += "  \(Int(Double(count) / elapsed)) \(unit)/s"
        if share > 0.01 { text += "  \(Int(elapsed / share * (1 - share))) s left" }
        return text
    }
}
