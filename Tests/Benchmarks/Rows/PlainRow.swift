internal import CovisitCore

/// A bounded row as the literature has it: any neighbour may stand anywhere.
struct PlainRow {
    enum Policy {
        /// The newcomer replaces the lightest entry and inherits its weight (Metwally, Agrawal,
        /// El Abbadi, "Efficient computation of frequent and top-k elements in data streams",
        /// ICDT 2005).
        case spaceSaving
        /// The same, but only with probability w / (min + w) (Ben Basat, Chen, Einziger,
        /// Friedman, "Randomized admission policy for efficient top-k and frequency estimation",
        /// INFOCOM 2017).
        case randomAdmission
    }

    private let policy: Policy
    private let capacity: Int
    private let row: UInt64
    private var neighbours: [UInt32] = []
    private var weights: [Float] = []
    private var updates: UInt64 = 0

    /// The row of an item after it learned these neighbours.
    init(_ policy: Policy, capacity: Int, row: Int, _ learned: ArraySlice<UInt32>) {
        self.policy = policy
        self.capacity = capacity
        self.row = UInt64(row)
        neighbours.reserveCapacity(capacity)
        weights.reserveCapacity(capacity)
        for neighbour in learned { learn(neighbour) }
    }

    private mutating func learn(_ neighbour: UInt32) {
        updates += 1
        if let slot = neighbours.firstIndex(of: neighbour) {
            weights[slot] += 1
        } else if neighbours.count < capacity {
            neighbours.append(neighbour)
            weights.append(1)
        } else {
            replaceLightest(by: neighbour)
        }
    }

    private mutating func replaceLightest(by neighbour: UInt32) {
        var lightest = 0
        for slot in 1..<capacity where weights[slot] < weights[lightest] { lightest = slot }
        let minimum = weights[lightest]
        if policy == .randomAdmission {
            let pair = row << 32 | UInt64(neighbour)
            let uniform = Float(mix(mix(pair) ^ updates) >> 40) * 0x1p-24
            if uniform * (minimum + 1) >= 1 { return }
        }
        neighbours[lightest] = neighbour
        weights[lightest] = minimum + 1
    }

    /// The twenty heaviest entries, by shop id where weights are equal.
    func top(ids: [Int64]) -> [UInt32] {
        neighbours.indices.sorted { a, b in
            if weights[a] != weights[b] { return weights[a] > weights[b] }
            return ids[Int(neighbours[a])] < ids[Int(neighbours[b])]
        }.prefix(RelatedItems.listLength).map { neighbours[$0] }
    }
}
