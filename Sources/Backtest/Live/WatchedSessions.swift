internal import CovisitCore

/// What the sessions of one shard were recommended last, so that their next event can judge it.
///
/// Of fixed size. When it is full, a hand goes round: a session that was not visited again since
/// the hand passed it leaves for the new one, so that many who come once do not drive out those
/// who come back. The next event of a session that left judges nothing.
struct WatchedSessions {
    private struct Record {
        /// The session's number in the engine's shard.
        var session: UInt32
        /// Visited again since the hand passed.
        var isVisited = false
        var hasLists = false
    }

    private static let none = UInt32.max

    private let countMax: Int
    private let listLength: Int
    /// By the engine's number of the session.
    private var places: [UInt32] = []
    private var records: [Record] = []
    /// The lists of each place: of clicks, carts and orders, `listLength` items each.
    private var items: [UInt32] = []
    private var hand = 0
    /// Sessions that left because there was no room.
    private(set) var droppedCount = 0

    init(_ options: LiveQualityOptions, _ configuration: EngineConfiguration) {
        countMax = Self.countMax(options, configuration)
        listLength = configuration.listLength
        // Untouched memory is not taken up yet; and nothing is copied as they grow.
        places.reserveCapacity(max(1, configuration.sessionsMax / Engine.shardCount))
        records.reserveCapacity(countMax)
        items.reserveCapacity(countMax * 3 * listLength)
    }

    /// Of one shard. There is nothing to watch beyond the share of the sessions that the engine
    /// holds: shares of a shard differ, but hardly by more than four standard deviations.
    static func countMax(
        _ options: LiveQualityOptions, _ configuration: EngineConfiguration
    ) -> Int {
        let held = Double(configuration.sessionsMax / Engine.shardCount)
        let expected = held * options.share
        let sampled = min(held, expected + 4 * expected.squareRoot())
        return max(1, min(options.sessionsMax / Engine.shardCount, Int(sampled.rounded(.up))))
    }

    static func bytesPerSession(_ configuration: EngineConfiguration) -> Int {
        MemoryLayout<Record>.stride + 3 * configuration.listLength * MemoryLayout<UInt32>.stride
    }

    var count: Int { records.count }

    /// Takes the visits of a step in their order: each first judges the lists that its session had,
    /// then leaves those that it has now. `firstEvent` is where the step begins in its batch.
    mutating func take(
        _ visits: [SessionVisit], _ ranked: RankedSessions, firstEvent: Int,
        into tally: inout QualityTally
    ) {
        var list = 0
        for visit in visits {
            while ranked.events[list] != firstEvent + visit.event { list += 1 }
            let place = place(of: visit)
            if visit.isTaken, records[place].hasLists { judge(visit, at: place, into: &tally) }
            keep(ranked.places(list), at: place)
        }
    }

    /// The items left the directory, and their numbers will be others': no list names them.
    mutating func forget(_ isRetired: [Bool]) {
        for index in items.indices {
            let item = Int(items[index])
            if item < isRetired.count, isRetired[item] { items[index] = RankedSessions.noItem }
        }
    }

    private func judge(_ visit: SessionVisit, at place: Int, into tally: inout QualityTally) {
        let first = (place * 3 + Int(visit.type.rawValue)) * listLength
        let prediction = Prediction(
            recommended: items[first..<(first + listLength)], relevant: visit.item)
        tally.add(Recall().contribution(of: prediction, at: QualityTally.cutoff), of: visit)
    }

    private mutating func keep(_ lists: ArraySlice<UInt32>, at place: Int) {
        let first = place * 3 * listLength
        items.withUnsafeMutableBufferPointer { items in
            lists.withUnsafeBufferPointer { lists in
                _ = items[first..<(first + lists.count)].update(fromContentsOf: lists)
            }
        }
        records[place].hasLists = true
    }

    // MARK: Places

    private mutating func place(of visit: SessionVisit) -> Int {
        let session = Int(visit.session)
        while places.count <= session { places.append(Self.none) }
        if places[session] != Self.none {
            let place = Int(places[session])
            records[place].isVisited = !visit.isNumbered
            // The number was another session's, that is gone.
            if visit.isNumbered { records[place].hasLists = false }
            return place
        }
        let place = vacantPlace()
        records[place] = Record(session: visit.session)
        places[session] = UInt32(place)
        return place
    }

    private mutating func vacantPlace() -> Int {
        if records.count < countMax {
            records.append(Record(session: Self.none))
            items.append(contentsOf: repeatElement(RankedSessions.noItem, count: 3 * listLength))
            return records.count - 1
        }
        while records[hand].isVisited {
            records[hand].isVisited = false
            hand = (hand + 1) % countMax
        }
        let place = hand
        hand = (hand + 1) % countMax
        places[Int(records[place].session)] = Self.none
        droppedCount += 1
        return place
    }
}
