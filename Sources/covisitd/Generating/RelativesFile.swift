internal import Simulation
internal import Storage
internal import SystemPackage

/// The true relatives of items: `{"aid":1,"relatives":[2,3],"p":[0.2,0.1]}` a line.
///
/// Of the items that were seen, by number, as of one moment. `p` are the probabilities that a
/// visitor who goes on to a relative goes to that one; they add up to 1.
enum RelativesFile {
    static func write(_ shape: TrafficShape, asOf time: Int64?, to path: String) throws {
        var traffic = Traffic(shape)
        var seen: Set<Int64> = []
        var last = shape.start
        for _ in 0..<shape.events {
            let visit = traffic.next()
            if let time, visit.timestamp >= time { break }
            last = visit.timestamp
            seen.insert(visit.item)
        }
        var recommender = KnowingRecommender(shape)
        let writer = try RecordingWriter(FilePath(path))
        for item in seen.sorted() {
            let relatives = recommender.relatives(of: item, at: time ?? last)
            let items = relatives.map { "\($0.item)" }.joined(separator: ",")
            let shares = relatives.map { "\(($0.probability * 1e6).rounded() / 1e6)" }
            let line =
                "{\"aid\":\(item),\"relatives\":[\(items)],\"p\":[\(shares.joined(separator: ","))]}"
            try writer.append(line: Array(line.utf8))
        }
        try writer.close()
    }
}
