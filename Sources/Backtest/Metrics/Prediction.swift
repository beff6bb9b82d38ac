/// A list of recommended items, and which of them turned out to be relevant.
///
/// Compares the items once, so that any number of metrics and cut-offs cost little. Item numbers
/// are distinct in each list, and there is a relevant item; a list has at most 128 items, and
/// cut-offs are 1 to 128. A session may have hundreds of relevant items.
package struct Prediction: Sendable {
    /// Also the largest cut-off.
    package static let listLengthMax = UInt128.bitWidth

    /// Best first.
    package let recommended: ArraySlice<UInt32>
    package let relevantCount: Int
    private let hits: HitPlaces

    package init(recommended: [UInt32], relevant: [UInt32]) {
        self.init(recommended: recommended[...], relevant: relevant[...])
    }

    package init(recommended: ArraySlice<UInt32>, relevant: ArraySlice<UInt32>) {
        precondition(recommended.count <= Self.listLengthMax, "a list has at most 128 items")
        precondition(!relevant.isEmpty, "a prediction without a relevant item counts nowhere")
        self.recommended = recommended
        relevantCount = relevant.count
        hits = HitPlaces(bits: hitBits(recommended: recommended.span, relevant: relevant.span))
    }

    /// The same for one relevant item: without an array for it.
    package init(recommended: ArraySlice<UInt32>, relevant item: UInt32) {
        precondition(recommended.count <= Self.listLengthMax, "a list has at most 128 items")
        let relevant: InlineArray<1, UInt32> = [item]
        self.recommended = recommended
        relevantCount = 1
        hits = HitPlaces(bits: hitBits(recommended: recommended.span, relevant: relevant.span))
    }

    package func hits(within k: Int) -> HitPlaces {
        precondition(k >= 1 && k <= Self.listLengthMax, "a cut-off is 1 to 128")
        return hits.prefix(k)
    }

    /// The most hits that a list of `k` items can have.
    func hitsMax(within k: Int) -> Int { min(k, relevantCount) }
}

/// A bit for each place whose item is relevant, the top item's lowest.
private func hitBits(recommended: Span<UInt32>, relevant: Span<UInt32>) -> UInt128 {
    var bits: UInt128 = 0
    for place in recommended.indices {
        let item = recommended[place]
        // Looks at all of them: a loop without an early exit compares several at a time.
        var found: UInt32 = 0
        for index in relevant.indices {
            found |= relevant[index] == item ? 1 : 0
        }
        bits |= UInt128(found) << place
    }
    return bits
}
