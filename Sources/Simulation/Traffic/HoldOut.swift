internal import CovisitCore

/// The last part of a feed, held out to be predicted, as OTTO's organisers do it.
///
/// Sessions that begin before `start` are learnt from up to then; what they do later is left out.
/// Those that begin later are cut at a place drawn from the seed, with at least one event before
/// and after it: what is before is shown, what is after has come true. Holds the later ones in
/// memory, 32 bytes an event.
package struct HoldOut: Sendable {
    /// A session and what it did after the cut.
    package struct Cut: Sendable {
        package let session: Int64
        package let shown: [Traffic.Visit]
        /// The next click, then all carts and all orders: each item once.
        package let labels: [[Int64]]
    }

    package enum Place: Sendable {
        case training
        case heldOut
        case leftOut
    }

    private let seed: UInt64
    private let start: Int64
    private var lastTrained: Int64 = -1
    private var visits: [Int64: [Traffic.Visit]] = [:]

    package init(from start: Int64, seed: UInt64) {
        self.seed = seed
        self.start = start
    }

    /// Takes an event, in the order of time, and says where it belongs.
    package mutating func take(_ visit: Traffic.Visit) -> Place {
        if visit.timestamp < start {
            // Sessions are numbered as they begin.
            lastTrained = max(lastTrained, visit.session)
            return .training
        }
        if visit.session <= lastTrained { return .leftOut }
        visits[visit.session, default: []].append(visit)
        return .heldOut
    }

    /// The sessions that have an event to be shown and one to come true, by number.
    package func cuts() -> [Cut] {
        visits.sorted { $0.key < $1.key }.compactMap { session, visits in
            guard visits.count > 1 else { return nil }
            var random = SeededGenerator(
                seed: seed, stream: TrafficStream.cuts, UInt64(session))
            let place = random.from(1...visits.count - 1)
            let later = visits[place...]
            var labels: [[Int64]] = [[], [], []]
            for visit in later {
                let objective = Int(visit.type.rawValue)
                if objective == 0, !labels[0].isEmpty { continue }
                if !labels[objective].contains(visit.item) { labels[objective].append(visit.item) }
            }
            return Cut(session: session, shown: Array(visits[..<place]), labels: labels)
        }
    }
}
