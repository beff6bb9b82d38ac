/// What a step does with its events, besides putting them into their sessions.
package struct StepOptions: Sendable, Equatable {
    /// Whose lists are made.
    package enum Lists: Sendable {
        case none
        /// Those of every session that the step touches, as of its newest event.
        case newest
        /// Those of every event's session, as of that event: for whoever scores them.
        case everyEvent
    }

    package var lists = Lists.newest
    /// Whether rows and popularity learn; a step that does not leaves them as they are, so that
    /// what was learnt before can be judged by itself.
    package var learns = true

    package init(lists: Lists = .newest, learns: Bool = true) {
        self.lists = lists
        self.learns = learns
    }
}
