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

    /// The lists of a step, in blocks, in the order of the session shards; `helpers` tasks each
    /// encode a run of shards.
    func encode(_ step: EngineStep, helpers: Int) async -> [EncodedRecords] {
        if helpers == 1 { return [encode(step, shards: 0..<Engine.shardCount)] }
        return await withTaskGroup(of: (Int, EncodedRecords).self) { group in
            for helper in 0..<helpers {
                let first = Engine.shardCount * helper / helpers
                let shards = first..<(Engine.shardCount * (helper + 1) / helpers)
                group.addTask { (helper, encode(step, shards: shards)) }
            }
            var blocks = [EncodedRecords](
                repeating: EncodedRecords(kind: .recommendations), count: helpers)
            for await (helper, block) in group { blocks[helper] = block }
            return blocks
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

    func encode(_ related: [RelatedItems], ids: IDTable) -> EncodedRecords {
        var block = EncodedRecords(kind: .relatedItems)
        for items in related {
            block.append { bytes in
                relatedItems.appendKey(of: items, ids: ids, to: &bytes)
            } value: { bytes in
                relatedItems.appendValue(of: items, ids: ids, to: &bytes)
            }
        }
        return block
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
