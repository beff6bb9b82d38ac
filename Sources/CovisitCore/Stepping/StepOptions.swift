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

    /// Which events rows and popularity learn from; all others leave them as they are, so that
    /// what was learnt before can be judged by itself.
    package enum Teaching: Sendable, Equatable {
        case all
        case none
        /// Those of this partition, whose lists nobody wants: for whoever decides event by event.
        case partition(Int32)
    }

    package var lists = Lists.newest
    package var teaching = Teaching.all
    /// Sessions that somebody judges: as far as lists are made at all, theirs are made after each
    /// of their events, and the step tells of their visits. Of all but the newest, which alone are
    /// published, only the list that the next event judges is made: that of the event's type.
    package var judged = SessionSample.none

    package init(lists: Lists = .newest, teaching: Teaching = .all, judged: SessionSample = .none) {
        self.lists = lists
        self.teaching = teaching
        self.judged = judged
    }

    func teaches(_ event: Event) -> Bool {
        switch teaching {
        case .all: true
        case .none: false
        case .partition(let partition): event.partition == partition
        }
    }

    /// Whether the lists of the event's session are made.
    func wantsLists(after event: AdmittedEvent) -> Bool {
        guard lists != .none else { return false }
        guard case .partition = teaching else { return true }
        return !event.teaches
    }

    /// Whether the lists of the event's session are made, and judged.
    @inline(__always)
    func judgesLists(after event: AdmittedEvent) -> Bool {
        judged.contains(hash: event.sessionHash) && wantsLists(after: event)
    }
}
