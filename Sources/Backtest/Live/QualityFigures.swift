package import CovisitCore

/// How good what was recommended turned out to be, in several spans of event time.
package struct QualityFigures: Sendable {
    /// Of one objective in one window: hits, and lists that were judged.
    package struct Recalls: Sendable, Equatable {
        package var all: Contribution
        /// Where the item was in the session's tail already.
        package var seen: Contribution
        /// Where the session had one or two events when its list was made.
        package var newcomers: Contribution

        /// Where the item was new to the session.
        package var new: Contribution {
            Contribution(sum: all.sum - seen.sum, weight: all.weight - seen.weight)
        }
    }

    package struct Window: Sendable, Equatable {
        /// Of event time, in milliseconds; nil: since this process began.
        package var span: Int64?
        package var recalls: PerEventType<Recalls>

        /// OTTO's weighted recall@20; nil: nothing was judged.
        package var total: Double? {
            OTTOScore.total(EventType.allCases.map { recalls[$0].all })
        }
    }

    /// In the order of the configuration; the last is of all time.
    package var windows: [Window] = []
    /// Sessions whose lists are remembered, their bound, and how many left because of it.
    package var sessions = 0
    package var sessionsMax = 0
    package var sessionsDropped = 0

    package init() {}
}

extension QualityFigures.Window {
    init(_ window: QualityWindow) {
        func recalls(_ objective: EventType) -> QualityFigures.Recalls {
            QualityFigures.Recalls(
                all: window.sum(objective, .all), seen: window.sum(objective, .seen),
                newcomers: window.sum(objective, .newcomers))
        }
        span = window.span
        self.recalls = PerEventType(
            clicks: recalls(.clicks), carts: recalls(.carts), orders: recalls(.orders))
    }
}
