internal import CovisitCore

/// What sessions hold, by how many events they remember.
struct SessionBytes {
    /// Most events of each class: those whose tails have the same size.
    private static let bounds = [4, 8, 16, 32]
    private var counts = [Int](repeating: 0, count: bounds.count)

    init(_ engine: Engine) {
        for shard in 0..<Engine.shardCount {
            for session in engine.sessions(of: shard).sessions {
                counts[Self.bounds.firstIndex { $0 >= session.tail.count } ?? 0] += 1
            }
        }
    }

    var byteCount: Int {
        zip(Self.bounds, counts).reduce(0) { sum, entry in
            let bytes = Engine.byteCount(ofSessionWith: entry.0)
            return sum + (bytes.fixed + bytes.tail) * entry.1
        }
    }

    var table: Table {
        var table = Table(
            "sessions by events remembered", "sessions", "bytes fixed", "bytes of tail",
            "bytes each", "MiB")
        for (bound, count) in zip(Self.bounds, counts) {
            let bytes = Engine.byteCount(ofSessionWith: bound)
            table.add(
                "up to \(bound)", String(count), String(bytes.fixed), String(bytes.tail),
                String(bytes.fixed + bytes.tail),
                decimals(Double((bytes.fixed + bytes.tail) * count) / 1_048_576, 1))
        }
        return table
    }
}
