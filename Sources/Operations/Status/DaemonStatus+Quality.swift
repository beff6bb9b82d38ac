extension DaemonStatus {
    /// How good what was recommended turned out to be; the coding keys are a contract.
    package struct Quality: Sendable, Equatable, Codable {
        /// Share of the sessions that are watched, 0 to 1.
        package var share = 1.0
        /// Sessions whose lists are remembered.
        package var sessions = Limit()
        /// Ascending; the last is since the start of the process.
        package var windows: [Window] = []

        package init() {}
    }
}

extension DaemonStatus.Quality {
    package struct Window: Sendable, Equatable, Codable {
        /// As in the configuration, `1h`; `start` for all since the start.
        package var window: String
        /// Recall@20 of clicks, carts and orders, weighted .10, .30, .60; nil: nothing was judged.
        package var total: Double?
        package var clicks = Objective()
        package var carts = Objective()
        package var orders = Objective()

        package init(window: String) {
            self.window = window
        }
    }

    /// Recall@20 of one objective, and of those of its lists that are told apart.
    package struct Objective: Sendable, Equatable, Codable {
        package var all = Recall()
        /// Where the item was in the session already, and where it was not.
        package var seen = Recall()
        package var new = Recall()
        /// Where the session had one or two events.
        package var newcomers = Recall()
        /// Share of the hits whose item was in the session already; nil: there are none.
        package var seenShare: Double?

        package init() {}

        package enum CodingKeys: String, CodingKey {
            case all, seen, new, newcomers
            case seenShare = "seen_share"
        }
    }

    package struct Recall: Sendable, Equatable, Codable {
        /// Lists that an event has judged, and those of them that held its item.
        package var judged = 0
        package var hits = 0
        /// nil: none was judged.
        package var recall: Double?

        package init() {}

        package init(judged: Int, hits: Int) {
            self.judged = judged
            self.hits = hits
            recall = judged > 0 ? Double(hits) / Double(judged) : nil
        }
    }
}
