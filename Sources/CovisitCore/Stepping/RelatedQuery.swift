/// Asks item shards, side by side if need be, what is to be published of related items.
///
/// To be used up before the next step begins: it holds on to the directory.
package struct RelatedQuery: Sendable {
    /// A few hundred items of one shard, so that what is made of them stays small however many
    /// there are.
    package struct Piece: Sendable {
        fileprivate let shard: Int
        fileprivate let locals: Range<Int>

        fileprivate static let length = 512
    }

    /// The shards whose turn it is, in order.
    package let shards: [Int]
    /// All pieces, in the order in which they are to be published; neighbours in it are of
    /// different shards, as far as there are several.
    package let pieces: [Piece]
    package let ids: IDTable
    private let items: [ShardCell<ItemShard>]
    private let watermark: Int64

    init(shards: [Int], items: [ShardCell<ItemShard>], ids: IDTable, watermark: Int64) {
        self.shards = shards
        self.items = items
        self.ids = ids
        self.watermark = watermark
        let count = ItemShard.itemCount(shard: 0, bound: ids.bound)
        pieces = stride(from: 0, to: count, by: Piece.length).flatMap { first in
            shards.map { Piece(shard: $0, locals: first..<(first + Piece.length)) }
        }
    }

    /// Takes the items of a piece; see `ItemShard.takeRelated`.
    package func take(_ piece: Piece) -> [RelatedItems] {
        items[piece.shard].withLock {
            $0.takeRelated(piece.locals, shard: piece.shard, watermark: watermark, ids: ids)
        }
    }
}
