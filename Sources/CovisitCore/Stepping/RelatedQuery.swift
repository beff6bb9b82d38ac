/// Asks item shards, side by side if need be, what is to be published of related items.
///
/// To be used up before the next step begins: it holds on to the directory.
package struct RelatedQuery: Sendable {
    /// A few hundred items of one shard, so that what is made of them stays small however many
    /// there are.
    package struct Piece: Sendable {
        fileprivate let shard: Int
        /// Which words of the shard's marks.
        fileprivate let words: StrideTo<Int>

        fileprivate static let wordCount = 8
    }

    /// The groups of `RelatedGrid` whose turn it is, in order.
    let groups: [Int]
    /// All pieces, in the order in which they are to be published; neighbours in it are of
    /// different shards, as far as there are several.
    package let pieces: [Piece]
    package let ids: IDTable
    private let items: [ShardCell<ItemShard>]
    private let watermark: Int64

    init(
        groups: [Int], sliceCount: Int, items: [ShardCell<ItemShard>], ids: IDTable,
        watermark: Int64
    ) {
        self.groups = groups
        self.items = items
        self.ids = ids
        self.watermark = watermark
        let wordCount = (ItemShard.itemCount(shard: 0, bound: ids.bound) + 63) / 64
        let length = Piece.wordCount * sliceCount
        pieces = stride(from: 0, to: wordCount, by: length).flatMap { first in
            groups.map { group in
                let words = stride(
                    from: first + group / Engine.shardCount, to: min(first + length, wordCount),
                    by: sliceCount)
                return Piece(shard: group % Engine.shardCount, words: words)
            }
        }
    }

    /// Takes the items of a piece; see `ItemShard.takeRelated`.
    package func take(_ piece: Piece) -> [RelatedItems] {
        items[piece.shard].withLock {
            $0.takeRelated(piece.words, shard: piece.shard, watermark: watermark, ids: ids)
        }
    }
}
