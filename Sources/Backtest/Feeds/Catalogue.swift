package import CovisitCore

/// Numbers for all items and sessions of a backtest, the same for every configuration, and what
/// training says of the items.
///
/// Engines number their items themselves, and forget some; figures are kept by these numbers.
package struct Catalogue: Sendable {
    package private(set) var items = IDTable()
    package private(set) var sessions = IDTable()
    /// Training events of each item, by number; items of the test alone come after the end.
    package private(set) var trainingCounts: [UInt32] = []

    /// Items that the test's events hold, and how many sessions those are of.
    package private(set) var testedItems: Set<UInt32> = []
    package private(set) var testedSessionCount = 0

    package init() {}

    /// Takes in the events that are learnt from.
    package mutating func add(training batch: EventBatch) {
        for event in batch.events {
            let item = Int(number(ofItem: event.item, in: batch.arena))
            while trainingCounts.count <= item { trainingCounts.append(0) }
            trainingCounts[item] += 1
        }
    }

    /// Takes in sessions and items of the test.
    package mutating func add(test batch: EventBatch) {
        for event in batch.events {
            testedItems.insert(number(ofItem: event.item, in: batch.arena))
            _ = number(ofSession: event.session, in: batch.arena)
        }
        // Labels, which may name more, come after all events.
        testedSessionCount = sessions.count
    }

    package func isTrained(_ item: UInt32) -> Bool {
        Int(item) < trainingCounts.count && trainingCounts[Int(item)] > 0
    }

    package mutating func number(ofItem id: ExternalID, in arena: [UInt8]) -> UInt32 {
        Self.number(of: id, in: arena, &items)
    }

    package mutating func number(ofSession id: ExternalID, in arena: [UInt8]) -> UInt32 {
        Self.number(of: id, in: arena, &sessions)
    }

    /// The number of an item that one of the feeds holds.
    package func item(_ id: ExternalID, in arena: [UInt8]) -> UInt32? {
        items.find(id, hash: id.hash(in: arena), in: arena)
    }

    package func session(_ id: ExternalID, in arena: [UInt8]) -> UInt32? {
        sessions.find(id, hash: id.hash(in: arena), in: arena)
    }

    private static func number(
        of id: ExternalID, in arena: [UInt8], _ table: inout IDTable
    ) -> UInt32 {
        let hash = id.hash(in: arena)
        return table.find(id, hash: hash, in: arena) ?? table.insert(id, hash: hash, in: arena)
    }
}
