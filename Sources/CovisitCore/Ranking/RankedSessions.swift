/// The lists of the sessions that a step touched, `listLength` places for each objective.
package struct RankedSessions: Sendable {
    package let listLength: Int
    /// Index in the batch of the event that the lists are as of, for each session.
    package private(set) var events: [Int] = []
    /// Whether the step has no later lists of the session. Only such are published; of all others
    /// the list that the session's next event judges is there, perhaps with others.
    package private(set) var isNewest: [Bool] = []
    private var items: [UInt32] = []
    private var scores: [Float] = []
    /// Items in each list, three lists a session.
    private var counts: [UInt8] = []

    init(listLength: Int) {
        self.listLength = listLength
    }

    package var count: Int { events.count }

    /// Stands in places that a list leaves empty.
    package static let noItem = UInt32.max

    /// The three lists of a session one behind the other, `listLength` places each.
    package func places(_ session: Int) -> ArraySlice<UInt32> {
        items[(session * 3 * listLength)..<((session + 1) * 3 * listLength)]
    }

    /// A session's list for an objective: items, best first, and beside them their scores.
    ///
    /// A score orders a list and has no unit. Its whole part says what put the item there: 2 the
    /// session's own history (a long one also names neighbours of its purchases), 1 neighbours
    /// of it, 0 popularity.
    package func list(
        _ session: Int, _ objective: EventType
    ) -> (items: ArraySlice<UInt32>, scores: ArraySlice<Float>) {
        let list = session * 3 + Int(objective.rawValue)
        let range = (list * listLength)..<(list * listLength + Int(counts[list]))
        return (items[range], scores[range])
    }

    mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        isNewest.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        scores.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    mutating func append(event: Int, isNewest newest: Bool) {
        events.append(event)
        isNewest.append(newest)
    }

    mutating func append(items list: [UInt32], scores listScores: [Float]) {
        let padding = listLength - list.count
        items.append(contentsOf: list)
        items.append(contentsOf: repeatElement(Self.noItem, count: padding))
        scores.append(contentsOf: listScores)
        scores.append(contentsOf: repeatElement(0, count: padding))
        counts.append(UInt8(list.count))
    }
}
