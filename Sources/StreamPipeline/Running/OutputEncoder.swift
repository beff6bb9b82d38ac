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

    /// The lists of some session shards of a step, in blocks, in the order of the shards.
    func encode(
        _ step: EngineStep, shards: Range<Int>, helpers: Int
    ) async -> [EncodedRecords] {
        await blocks(of: shards.count, helpers: helpers) { parts in
            let first = shards.lowerBound + parts.lowerBound
            return encode(step, shards: first..<(first + parts.count))
        }
    }

    /// Some of the related items whose turn it is, in blocks, in the order of the pieces.
    func encode(
        _ pieces: ArraySlice<RelatedQuery.Piece>, of related: RelatedQuery, helpers: Int
    ) async -> [EncodedRecords] {
        let first = pieces.startIndex
        return await blocks(of: pieces.count, helpers: helpers) { turns in
            var block = EncodedRecords(kind: .relatedItems)
            for turn in turns {
                for items in related.take(pieces[first + turn]) {
                    append(items, ids: related.ids, to: &block)
                }
            }
            return block
        }
    }

    /// Blocks of runs of parts, each made by a task of its own, in order.
    private func blocks(
        of partCount: Int, helpers: Int,
        _ encode: @Sendable @escaping (Range<Int>) -> EncodedRecords
    ) async -> [EncodedRecords] {
        let helpers = min(helpers, partCount)
        if helpers <= 1 { return [encode(0..<partCount)] }
        return await withTaskGroup(of: (Int, EncodedRecords).self) { group in
            for helper in 0..<helpers {
                let first = partCount * helper / helpers
                let parts = first..<(partCount * (helper + 1) / helpers)
                group.addTask { (helper, encode(parts)) }
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
                for index in 0..<ranked.count where ranked.isNewest[index] {
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
