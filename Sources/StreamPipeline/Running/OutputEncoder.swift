import CovisitCore
import WireFormats

/// Turns what the engine made into records for the sink.
struct OutputEncoder: Sendable {
    let recommendations: RecommendationEncoder
    let relatedItems: RelatedItemsEncoder

    init(topic: String, includeScores: Bool, configuration: EngineConfiguration) {
        recommendations = RecommendationEncoder(topic: topic, includeScores: includeScores)
        relatedItems = RelatedItemsEncoder(matrixNames: configuration.matrices.map(\.name))
    }

    /// The lists of a step, in blocks, in the order of the session shards.
    func encode(_ step: EngineStep, helpers: Int) async -> [EncodedRecords] {
        await blocks(of: Engine.shardCount, helpers: helpers) { encode(step, shards: $0) }
    }

    /// The related items whose turn it is, in blocks, in the order of the item shards.
    func encode(_ related: RelatedQuery, helpers: Int) async -> [EncodedRecords] {
        await blocks(of: related.shards.count, helpers: helpers) { turns in
            var block = EncodedRecords(kind: .relatedItems)
            for shard in related.shards[turns] {
                for items in related.take(shard: shard) {
                    append(items, ids: related.ids, to: &block)
                }
            }
            return block
        }
    }

    /// Blocks of runs of shards, each made by a task of its own, in order.
    private func blocks(
        of shardCount: Int, helpers: Int,
        _ encode: @Sendable @escaping (Range<Int>) -> EncodedRecords
    ) async -> [EncodedRecords] {
        if helpers == 1 { return [encode(0..<shardCount)] }
        return await withTaskGroup(of: (Int, EncodedRecords).self) { group in
            for helper in 0..<helpers {
                let first = shardCount * helper / helpers
                let shards = first..<(shardCount * (helper + 1) / helpers)
                group.addTask { (helper, encode(shards)) }
            }
            var blocks = [EncodedRecords?](repeating: nil, count: helpers)
            for await (helper, block) in group { blocks[helper] = block }
            return blocks.compactMap(\.self)
        }
    }

    private func encode(_ step: EngineStep, shards: Range<Int>) -> EncodedRecords {
        var block = EncodedRecords(kind: .recommendations)
        for shard in shards {
            step.withRanked(shard) { ranked in
                for index in 0..<ranked.count {
                    let event = step.batch.events[ranked.events[index]]
                    block.append { bytes in
                        recommendations.appendKey(of: event, arena: step.batch.arena, to: &bytes)
                    } value: { bytes in
                        recommendations.appendValue(
                            of: event, arena: step.batch.arena, ranked: ranked, index: index,
                            ids: step.ids, to: &bytes)
                    }
                }
            }
        }
        return block
    }

    private func append(_ items: RelatedItems, ids: IDTable, to block: inout EncodedRecords) {
        block.append { bytes in
            relatedItems.appendKey(of: items, ids: ids, to: &bytes)
        } value: { bytes in
            relatedItems.appendValue(of: items, ids: ids, to: &bytes)
        }
    }
}

extension EncodedRecords {
    mutating func append(key: (inout [UInt8]) -> Void, value: (inout [UInt8]) -> Void) {
        let start = bytes.count
        key(&bytes)
        let middle = bytes.count
        value(&bytes)
        records.append(Record(keyRange: start..<middle, valueRange: middle..<bytes.count))
    }
}
