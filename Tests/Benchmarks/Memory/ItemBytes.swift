internal import CovisitCore

/// What items hold, by how often they occur.
struct ItemBytes {
    private struct Class {
        var name: String
        var itemCount = 0
        var eventCount = 0
        var fixedByteCount = 0
        var rowByteCount = 0
    }

    private var classes: [Class] = []

    /// `eventCounts` says how often each item occurred, by its id.
    init(_ engine: Engine, _ eventCounts: [Int64: Int]) {
        let byCount = eventCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        // Of so many most popular items: 1 in 1000, 1 in 100, 1 in 10, half, all.
        let bounds = [
            ("the top .1 %", byCount.count / 1_000), ("to 1 %", byCount.count / 100),
            ("to 10 %", byCount.count / 10), ("to 50 %", byCount.count / 2),
            ("the rest", byCount.count),
        ]
        var first = 0
        for (name, end) in bounds {
            var current = Class(name: name)
            for (id, count) in byCount[first..<end] {
                guard let item = engine.item(ExternalID(integer: id), in: []) else { continue }
                let bytes = engine.byteCount(ofItem: item)
                current.itemCount += 1
                current.eventCount += count
                current.fixedByteCount += bytes.fixed
                current.rowByteCount += bytes.rows
            }
            classes.append(current)
            first = end
        }
    }

    var byteCount: Int { classes.reduce(0) { $0 + $1.fixedByteCount + $1.rowByteCount } }

    var table: Table {
        var table = Table(
            "items by popularity", "items", "events each", "bytes fixed", "bytes of rows",
            "bytes each", "MiB", "share")
        let all = byteCount
        for entry in classes where entry.itemCount > 0 {
            let count = Double(entry.itemCount)
            let bytes = entry.fixedByteCount + entry.rowByteCount
            table.add(
                entry.name, String(entry.itemCount), decimals(Double(entry.eventCount) / count, 1),
                decimals(Double(entry.fixedByteCount) / count, 0),
                decimals(Double(entry.rowByteCount) / count, 0),
                decimals(Double(bytes) / count, 0), decimals(Double(bytes) / 1_048_576, 1),
                decimals(Double(bytes) / Double(all) * 100, 1) + " %")
        }
        return table
    }
}
