/// What an engine is put together from: empty at first, or as a snapshot has it.
struct EngineParts: Sendable {
    let configuration: EngineConfiguration
    var directory: Directory
    let sessions: [ShardCell<SessionShard>]
    let items: [ShardCell<ItemShard>]

    /// Everything that is not in a shard.
    struct Directory: Sendable {
        var ids: IDTable
        var popularity: Popularity
        var watermark: Int64 = 0
        var eventCount = 0
        var itemsRetired = 0
        /// As `RelatedGrid` saves it.
        var relatedTurns: UInt8 = 0
    }

    init(_ configuration: EngineConfiguration) {
        self.configuration = configuration
        directory = Directory(
            ids: IDTable(countMax: configuration.itemsMax),
            popularity: Popularity(
                halfLifeMilliseconds: configuration.popularityHalfLifeMilliseconds,
                itemsMax: configuration.itemsMax))
        let rules = configuration.matrices.enumerated().map { PairRules($1, index: $0) }
        sessions = (0..<Engine.shardCount).map { _ in
            ShardCell(
                SessionShard(configuration, rules: rules, shardCount: Engine.shardCount))
        }
        items = (0..<Engine.shardCount).map { _ in ShardCell(ItemShard(configuration)) }
    }
}
