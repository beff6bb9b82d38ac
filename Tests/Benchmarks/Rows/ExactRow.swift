internal import CovisitCore

/// What a row would hold if it were not bounded.
struct ExactRow {
    private var neighbours: [UInt32] = []
    private var weights: [Int] = []
    /// Weight of the twenty heaviest neighbours.
    let topWeight: Int

    init(_ learned: ArraySlice<UInt32>) {
        for neighbour in learned.sorted() {
            if neighbours.last == neighbour {
                weights[weights.count - 1] += 1
            } else {
                neighbours.append(neighbour)
                weights.append(1)
            }
        }
        topWeight = weights.sorted(by: >).prefix(RelatedItems.listLength).reduce(0, +)
    }

    /// The true weight of a neighbour; 0 where there is none.
    func weight(of neighbour: UInt32) -> Int {
        var range = neighbours.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if neighbours[middle] == neighbour { return weights[middle] }
            range =
                neighbours[middle] < neighbour
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return 0
    }

    /// True weight of a selection.
    func weight(of selection: some Sequence<UInt32>) -> Int {
        selection.reduce(0) { $0 + weight(of: $1) }
    }
}
