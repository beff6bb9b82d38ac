internal import Storage
internal import StreamPipeline

/// A line on the terminal that says how far a replay is.
struct ProgressBar: Sendable {
    private let progress: [RecordingProgress]
    private let board: StatusBoard
    private let start = ContinuousClock.now

    init(_ progress: [RecordingProgress], _ board: StatusBoard) {
        self.progress = progress
        self.board = board
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
        let events = board.current.events
        let total = progress.reduce(0) { $0 + $1.bytesTotal }
        let read = progress.reduce(0) { $0 + $1.bytesRead }
        let share = total == 0 ? 1 : Double(read) / Double(total)
        let filled = Int(share * 30)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        var text = "[\(bar)] \(Int(share * 100)) %  \(events) events"
        text += "  \(Int(Double(events) / elapsed)) events/s"
        if share > 0.01 { text += "  \(Int(elapsed / share * (1 - share))) s left" }
        return text
    }
}
