/// Asks item shards, side by side if need be, what is to be published of related items.
///
/// To be used up before the next step begins: it holds on to the directory.
package struct RelatedQuery: Sendable {
    /// The shards to be asked, in order.
    package let shards: [Int]
    package let ids: IDTable
    private let items: [ShardCell<ItemShard>]
    private let watermark: Int64

    init(shards: [Int], items: [ShardCell<ItemShard>], ids: IDTable, watermark: Int64) {
        self.shards = shards
        self.items = items
        self.ids = ids
        self.watermark = watermark
    }

    /// Takes the items of one of `shards`; see `ItemShard.takeRelated`.
    package func take(shard: Int) -> [RelatedItems] {
        items[shard].withLock {
            $0.takeRelated(shard: shard, watermark: watermark, ids: ids)
        }
    }
}
