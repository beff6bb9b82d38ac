/// How often an item came true, by the score that is published beside it.
///
/// Scores have no unit, but where they are any good a higher one comes true more often. They lie
/// in 0..<3 (see `RankedSessions.list`), in bins of a twentieth.
struct Calibration: Sendable {
    static let binsPerUnit = 20
    static let binCount = 3 * binsPerUnit

    /// Items recommended with a score of each bin, and those of them that came true.
    private(set) var items = [Int](repeating: 0, count: binCount)
    private(set) var hits = [Int](repeating: 0, count: binCount)

    mutating func add(_ prediction: Prediction, scores: [Float], within k: Int) {
        let places = prediction.hits(within: k)
        for (place, score) in scores.prefix(k).enumerated() {
            let bin = Self.bin(of: score)
            items[bin] += 1
            if places.contains(place) { hits[bin] += 1 }
        }
    }

    static func bin(of score: Float) -> Int {
        max(0, min(binCount - 1, Int(score * Float(binsPerUnit))))
    }
}
