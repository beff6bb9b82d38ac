/// A set of event types.
package struct EventTypeSet: OptionSet, Sendable, Hashable, BitwiseCopyable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let clicks = EventTypeSet(.clicks)
    package static let carts = EventTypeSet(.carts)
    package static let orders = EventTypeSet(.orders)
    package static let all: EventTypeSet = [.clicks, .carts, .orders]

    package init(_ type: EventType) {
        rawValue = 1 << type.rawValue
    }

    package func contains(_ type: EventType) -> Bool {
        rawValue & (1 << type.rawValue) != 0
    }
}

/// One value for each event type.
package struct PerEventType<Value: Sendable & Equatable>: Sendable, Equatable {
    package var clicks: Value
    package var carts: Value
    package var orders: Value

    package init(clicks: Value, carts: Value, orders: Value) {
        self.clicks = clicks
        self.carts = carts
        self.orders = orders
    }

    package subscript(type: EventType) -> Value {
        get {
            switch type {
            case .clicks: clicks
            case .carts: carts
            case .orders: orders
            }
        }
        set {
            switch type {
            case .clicks: clicks = newValue
            case .carts: carts = newValue
            case .orders: orders = newValue
            }
        }
    }
}

extension PerEventType: BitwiseCopyable where Value: BitwiseCopyable {}

/// Which pairs of a session's events count for a co-visitation matrix, and for how much.
///
/// The pair (x, y) adds to the weight of neighbour y in the row of x.
package struct MatrixSpec: Sendable, Equatable {
    package enum Direction: String, Sendable, CaseIterable {
        /// x before y and y before x count alike.
        case both
        /// Only pairs in which x comes before y.
        case forward
    }

    /// How a pair's weight falls with the distance d of its events in the session's tail.
    package enum DistanceWeight: String, Sendable, CaseIterable, BitwiseCopyable {
        case none
        /// 1/d, as in sequential rules (Kamehkhosh, Jannach, Ludewig 2017).
        case inverse
        /// 1/d².
        case inverseSquare = "inverse-square"
        /// 1 − 0.1 d, and 0 from d = 10 on.
        case linear

        package func factor(_ distance: Int) -> Float {
            switch self {
            case .none: 1
            case .inverse: 1 / Float(distance)
            case .inverseSquare: 1 / Float(distance * distance)
            case .linear: Float(max(0, 10 - distance)) / 10
            }
        }
    }

    package var name: String
    /// Event types of x.
    package var from: EventTypeSet = .all
    /// Event types of y.
    package var to: EventTypeSet = .all
    package var direction: Direction = .both
    /// Largest difference of the two timestamps, inclusive, in milliseconds.
    package var withinMilliseconds: Int64
    /// Largest distance in the session's tail, inclusive.
    package var positions: Int
    /// A pair of items counts once per session, at its highest weight, as far as the session's
    /// tail remembers; otherwise every pair of events counts.
    package var distinct = true
    /// Whether an item that comes again is its own neighbour; only where every pair of events
    /// counts.
    package var repeats = false
    /// Weight of a pair by the type of y.
    package var weightOfTarget = PerEventType<Float>(clicks: 1, carts: 1, orders: 1)
    /// Only where every pair of events counts, that is where the matrix is not `distinct`.
    package var distanceWeight = DistanceWeight.none
    /// A weight halves in this span of event time; nil: never. In milliseconds.
    package var halfLifeMilliseconds: Int64?
    /// Most neighbours that an item keeps; a power of two, 16 and more.
    package var neighbours: Int
    /// How many of an item's top neighbours it proposes when a session is ranked.
    package var candidates: Int

    package init(
        name: String, withinMilliseconds: Int64, positions: Int = 30, neighbours: Int = 128,
        candidates: Int = 20
    ) {
        self.name = name
        self.withinMilliseconds = withinMilliseconds
        self.positions = positions
        self.neighbours = neighbours
        self.candidates = candidates
    }
}
