/// A neighbour of an item, as it is published.
package struct Neighbour: Sendable, Equatable {
    package var item: UInt32
    /// The estimate of the decayed weight.
    package var weight: Float
    /// The true weight is not below this (but for rounding to 24 bits).
    package var atLeast: Float
}

/// An item's top neighbours in every matrix.
package struct RelatedItems: Sendable, Equatable {
    package static let listLength = 20

    package var item: UInt32
    /// The watermark that the weights are decayed to.
    package var timestamp: Int64
    /// One list for each matrix, in the order of the configuration.
    package var lists: [[Neighbour]]
}

/// Which items of a shard wait to be published as related items, and what was published last.
///
/// Not part of the digest: it says what others were told, not what is known.
struct RelatedState {
    private struct Mark {
        var publishedAt: Int64 = .min
        var publishedHash: UInt64 = 0
        var isWaiting = false
    }

    private var marks: [Mark] = []
    private var waiting: [UInt32] = []

    var byteCount: Int { marks.capacity * MemoryLayout<Mark>.stride + waiting.capacity * 4 }

    mutating func reserve(_ count: Int) {
        if marks.count < count {
            marks.append(contentsOf: repeatElement(Mark(), count: count - marks.count))
        }
    }

    @inline(__always)
    mutating func mark(_ local: Int) {
        if marks[local].isWaiting { return }
        marks[local].isWaiting = true
        waiting.append(UInt32(local))
    }

    mutating func clear(_ local: Int) {
        let isWaiting = marks[local].isWaiting
        marks[local] = Mark(isWaiting: isWaiting)
    }

    /// Takes the items whose turn it is.
    mutating func due(watermark: Int64, interval: Int64, all: Bool) -> [Int] {
        var due: [Int] = []
        waiting.removeAll { local in
            let last = marks[Int(local)].publishedAt
            guard all || last == .min || watermark - last >= interval else { return false }
            marks[Int(local)].isWaiting = false
            marks[Int(local)].publishedAt = watermark
            due.append(Int(local))
            return true
        }
        return due
    }

    /// Whether the neighbours or their order differ from what was said of the item last.
    mutating func isChange(_ local: Int, lists: [[Neighbour]]) -> Bool {
        var digest = StateDigest()
        for list in lists {
            digest.add(UInt64(list.count))
            for neighbour in list { digest.add(UInt64(neighbour.item)) }
        }
        if marks[local].publishedHash == digest.value { return false }
        marks[local].publishedHash = digest.value
        return true
    }
}
