package import CovisitCore

/// Events by type.
package struct EventCounts: Sendable, Equatable {
    private var counts = InlineArray<3, Int>(repeating: 0)

    package init() {}

    package subscript(type: EventType) -> Int {
        get { counts[Int(type.rawValue)] }
        set { counts[Int(type.rawValue)] = newValue }
    }

    package mutating func count(_ batch: EventBatch) {
        for event in batch.events { counts[Int(event.type.rawValue)] += 1 }
    }

    package static func == (a: Self, b: Self) -> Bool {
        EventType.allCases.allSatisfy { a[$0] == b[$0] }
    }
}
