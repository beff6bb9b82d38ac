/// How many entries a container that has to hold `count` should have room for: twice as many, so
/// that growing costs little for each, but not beyond its bound, which is what is planned for.
func roomyCount(_ count: Int, below countMax: Int) -> Int {
    max(count, min(countMax, 2 * max(8, count)))
}

extension Array {
    /// Makes room for `newCount` entries by the same rule.
    mutating func reserve(_ newCount: Int, below countMax: Int) {
        if newCount > capacity { reserveCapacity(roomyCount(newCount, below: countMax)) }
    }
}
