/// Counts the records that are not delivered yet, before a mark and after it: a value, at the cost
/// of one addition a record.
struct DeliveryMark: Sendable, Equatable {
    /// Records published up to the mark and still outstanding.
    private(set) var countBefore = 0
    /// Records published since then and still outstanding.
    private(set) var countSince = 0
    private var lastSequence = 0

    /// A record was taken over, under a sequence higher than all before.
    mutating func publish() {
        countSince += 1
    }

    /// Everything published so far lies before the mark now.
    ///
    /// - Parameter lastSequence: that of the record published last.
    mutating func move(behind lastSequence: Int) {
        countBefore += countSince
        countSince = 0
        self.lastSequence = lastSequence
    }

    /// A record was delivered, or given up; not one that will be tried again.
    mutating func settle(_ sequence: Int) {
        if sequence <= lastSequence { countBefore -= 1 } else { countSince -= 1 }
    }
}
