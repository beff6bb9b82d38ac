internal import CovisitCore
internal import FoundationEssentials
package import Storage
package import SystemPackage

extension Catalogue {
    private struct LabelLine: Decodable {
        struct Labels: Decodable {
            var clicks: WrittenID?
            var carts: [WrittenID]?
            var orders: [WrittenID]?
        }

        var session: WrittenID
        var labels: Labels
    }

    private struct PrefixLine: Decodable {
        var prefix: [WrittenID]
        var next: WrittenID
    }

    /// Reads OTTO's labels: `{"session":1,"labels":{"clicks":2,"carts":[3],"orders":[4]}}` a line.
    ///
    /// Sessions that the test does not hold are taken in, since they count as missed.
    package mutating func readLabels(
        _ path: FilePath
    ) throws(RecordingError) -> [UInt32: SessionLabels] {
        var truth: [UInt32: SessionLabels] = [:]
        let lines = try PackedLines(path)
        while let (number, bytes) = try lines.next() {
            guard let line = try? JSONDecoder().decode(LabelLine.self, from: Data(bytes)) else {
                throw lines.damage(
                    "line \(number) is none of labels, such as "
                        + #"{"session":1,"labels":{"clicks":2,"carts":[3],"orders":[4]}}"#)
            }
            var labels = SessionLabels()
            if let click = line.labels.clicks { labels.clicks = numbers([click]) }
            labels.carts = numbers(line.labels.carts ?? [])
            labels.orders = numbers(line.labels.orders ?? [])
            var arena: [UInt8] = []
            guard let session = line.session.id(in: &arena) else {
                throw lines.damage("line \(number): the session is no id")
            }
            truth[self.number(ofSession: session, in: arena)] = labels
        }
        return truth
    }

    /// Distinct items, in their order.
    private mutating func numbers(_ ids: [WrittenID]) -> [UInt32] {
        var numbers: [UInt32] = []
        for written in ids {
            var arena: [UInt8] = []
            guard let id = written.id(in: &arena) else { continue }
            let number = number(ofItem: id, in: arena)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    /// Whether a file's first line is of prefixes and not of events.
    package static func holdsPrefixes(_ path: FilePath) throws(RecordingError) -> Bool {
        guard let (_, bytes) = try PackedLines(path).next() else { return false }
        return (try? JSONDecoder().decode(PrefixLine.self, from: Data(bytes))) != nil
    }

    /// Reads `{"prefix":[1,2],"next":3}` a line: each is a session of its own, whose clicks follow
    /// each other a second apart from `start` on.
    package mutating func readPrefixes(
        _ path: FilePath, from start: Int64
    ) throws(RecordingError) -> (feed: TestFeed, truth: [UInt32: SessionLabels]) {
        var truth: [UInt32: SessionLabels] = [:]
        var all = EventBatch()
        let lines = try PackedLines(path)
        while let (number, bytes) = try lines.next() {
            guard let line = try? JSONDecoder().decode(PrefixLine.self, from: Data(bytes)),
                !line.prefix.isEmpty
            else {
                throw lines.damage(
                    "line \(number) is no prefix, such as {\"prefix\":[1,2],\"next\":3}")
            }
            // Session ids of a shop are far below.
            let session = ExternalID(integer: Int64.max - Int64(number))
            for (place, written) in line.prefix.enumerated() {
                var arena: [UInt8] = []
                guard let item = written.id(in: &arena) else {
                    throw lines.damage("line \(number): an item is no id")
                }
                all.append(
                    Event(
                        session: session, item: item,
                        timestamp: start + Int64(number) + Int64(place) * 1_000, type: .clicks,
                        partition: 0, offset: 0),
                    from: arena)
            }
            var labels = SessionLabels()
            labels.clicks = numbers([line.next])
            truth[self.number(ofSession: session, in: [])] = labels
        }
        let feed = TestFeed(all)
        for batch in feed.batches { add(test: batch) }
        return (feed, truth)
    }
}
