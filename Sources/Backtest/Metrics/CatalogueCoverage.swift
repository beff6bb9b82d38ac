/// The share of the catalogue that was recommended to anybody within the first k.
///
/// Not a mean over predictions, so no `Metric`: it remembers the items, a bit for each number up
/// to the highest recommended. Workers each fill their own, and `formUnion` joins them.
package struct CatalogueCoverage: Sendable {
    package static let name = "coverage"

    package let cutoff: Int
    package let catalogueCount: Int
    /// Distinct items recommended so far.
    package private(set) var recommendedCount = 0
    private var seen: [UInt64] = []

    package init(at k: Int, catalogueCount: Int) {
        precondition(k >= 1, "a cut-off is at least 1")
        cutoff = k
        self.catalogueCount = catalogueCount
    }

    /// `nil`: the catalogue is empty. Above 1 when items from outside were recommended.
    package var score: Double? {
        catalogueCount == 0 ? nil : Double(recommendedCount) / Double(catalogueCount)
    }

    package mutating func add(_ prediction: Prediction) {
        for item in prediction.recommended.prefix(cutoff) {
            let word = Int(item / 64)
            grow(words: word + 1)
            let bit = UInt64(1) << UInt64(item % 64)
            if seen[word] & bit == 0 { recommendedCount += 1 }
            seen[word] |= bit
        }
    }

    /// Adds what another one saw at the same cut-off.
    package mutating func formUnion(_ other: CatalogueCoverage) {
        precondition(cutoff == other.cutoff, "coverages at two cut-offs do not add up")
        grow(words: other.seen.count)
        for word in other.seen.indices { seen[word] |= other.seen[word] }
        recommendedCount = seen.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    private mutating func grow(words: Int) {
        if words <= seen.count { return }
        seen.append(contentsOf: repeatElement(0, count: words - seen.count))
    }
}
