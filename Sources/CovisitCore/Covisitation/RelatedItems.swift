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
/// Part of a snapshot, so that nothing is published twice or left out after a restart, but not of
/// the digest: it says what others were told, not what is known.
struct RelatedMarks {
    /// Without related items nothing is kept.
    let isKept: Bool
    /// A hash of what was published last, 0: nothing.
    private var published: [UInt64] = []
    private var isWaiting: [UInt64] = []

    private let itemsMax: Int

    init(isKept: Bool, itemsMax: Int) {
        self.isKept = isKept
        self.itemsMax = itemsMax
    }

    var byteCount: Int { published.capacity * 8 + isWaiting.capacity * 8 }

    mutating func reserve(_ count: Int) {
        guard isKept, published.count < count else { return }
        published.reserve(count, below: itemsMax)
        published.append(contentsOf: repeatElement(0, count: count - published.count))
        let words = (count + 63) / 64 - isWaiting.count
        if words > 0 { isWaiting.append(contentsOf: repeatElement(0, count: words)) }
    }

    @inline(__always)
    func isWaiting(_ local: Int) -> Bool {
        isWaiting[local >> 6] & (1 << UInt64(local & 63)) != 0
    }

    mutating func wait(_ local: Int) {
        isWaiting[local >> 6] |= 1 << UInt64(local & 63)
    }

    /// An item whose turn it was waits no more.
    mutating func stopWaiting(_ local: Int) {
        isWaiting[local >> 6] &= ~(1 << UInt64(local & 63))
    }

    mutating func clear(_ local: Int) {
        published[local] = 0
        stopWaiting(local)
    }

    /// Those that wait, in order of their numbers, among the 64 of each of these words.
    func waiting(among words: StrideTo<Int>) -> [Int] {
        var locals: [Int] = []
        for index in words where isWaiting.indices.contains(index) {
            var rest = isWaiting[index]
            while rest != 0 {
                locals.append(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return locals
    }

    /// Whether the neighbours or their order differ from what was said of the item last.
    mutating func isChange(_ local: Int, lists: [[Neighbour]]) -> Bool {
        var digest = StateDigest()
        for list in lists {
            digest.add(UInt64(list.count))
            for neighbour in list { digest.add(UInt64(neighbour.item)) }
        }
        if published[local] == digest.value { return false }
        published[local] = digest.value
        return true
    }

    // MARK: Snapshots

    /// A byte of flags, and the hash if there is one.
    func encode(_ local: Int, into writer: inout StateWriter) {
        guard local < published.count else {
            writer.append(UInt8(0))
            return
        }
        let hash = published[local]
        writer.append(UInt8(isWaiting(local) ? 1 : 0) | UInt8(hash != 0 ? 2 : 0))
        if hash != 0 { writer.append(hash) }
    }

    /// `isItem` says whether the number is that of an item: no other has marks.
    mutating func decode(
        _ local: Int, isItem: Bool, from reader: inout StateReader
    ) throws(StateDamage) {
        let flags = try reader.read(UInt8.self)
        guard flags <= 3 else { throw reader.damage("marks \(flags) are none") }
        guard flags == 0 || isItem else { throw reader.damage("marks of no item") }
        let hash = flags & 2 == 0 ? 0 : try reader.read(UInt64.self)
        guard isKept else { return }
        published[local] = hash
        if flags & 1 != 0 { wait(local) }
    }
}
