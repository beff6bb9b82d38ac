internal import CovisitCore

/// The pairs that every row learns, in the order of the events, made from first principles.
///
/// Shares no code with the engine; like it, an event that is in its session's tail already (same
/// item, type and time) is no new event.
struct SessionPairs {
    /// Two events pair when they are at most this far apart in their session.
    static let positions = 30

    /// Shop ids by item number.
    private(set) var ids: [Int64] = []
    /// How many events each item has.
    private(set) var occurrences: [Int] = []
    /// Neighbours that the row of item i learns, in order, from `starts[i]` on.
    private var neighbours: [UInt32] = []
    private var starts: [Int] = []

    var itemCount: Int { ids.count }
    var count: Int { neighbours.count }

    func neighbours(of item: Int) -> ArraySlice<UInt32> {
        neighbours[starts[item]..<starts[item + 1]]
    }

    private struct TailPlace {
        var item: UInt32
        var type: EventType
        var timestamp: Int64
    }

    init(_ events: [Event]) {
        var numbers: [Int64: UInt32] = [:]
        var tails: [Int64: [TailPlace]] = [:]
        var pairs: [(row: UInt32, neighbour: UInt32)] = []
        for event in events {
            let number = numbers[event.item.integer] ?? UInt32(ids.count)
            if Int(number) == ids.count {
                numbers[event.item.integer] = number
                ids.append(event.item.integer)
                occurrences.append(0)
            }
            let place = TailPlace(item: number, type: event.type, timestamp: event.timestamp)
            let isNew = Self.take(place, into: &tails[event.session.integer, default: []], &pairs)
            if isNew { occurrences[Int(number)] += 1 }
        }
        group(pairs)
    }

    /// Puts an event into its tail, in order of time, and pairs it with the others there.
    private static func take(
        _ event: TailPlace, into tail: inout [TailPlace],
        _ pairs: inout [(row: UInt32, neighbour: UInt32)]
    ) -> Bool {
        var place = tail.count
        while place > 0, tail[place - 1].timestamp > event.timestamp { place -= 1 }
        let isKnown = tail.contains {
            $0.item == event.item && $0.type == event.type && $0.timestamp == event.timestamp
        }
        if isKnown || (place == 0 && tail.count == positions + 1) { return false }
        tail.insert(event, at: place)
        if tail.count > positions + 1 { tail.removeFirst() }
        for other in tail.reversed() where other.item != event.item {
            pairs.append((event.item, other.item))
            pairs.append((other.item, event.item))
        }
        return true
    }

    /// A stable counting sort by row.
    private mutating func group(_ pairs: [(row: UInt32, neighbour: UInt32)]) {
        starts = [Int](repeating: 0, count: ids.count + 1)
        for pair in pairs { starts[Int(pair.row) + 1] += 1 }
        for item in ids.indices { starts[item + 1] += starts[item] }
        var next = starts
        neighbours = [UInt32](repeating: 0, count: pairs.count)
        for pair in pairs {
            neighbours[next[Int(pair.row)]] = pair.neighbour
            next[Int(pair.row)] += 1
        }
    }
}
