/// Everything that decides what the engine computes. Equal configurations and equal input give
/// equal state, whatever the number of workers.
package struct EngineConfiguration: Sendable, Equatable {
    package var matrices: [MatrixSpec]
    package var objectives: PerEventType<ObjectiveSpec>
    /// Items in a published list, at most.
    package var listLength = 20
    /// Distinct history items from which a list is made of history alone.
    package var longHistory = 20

    /// Events that a session remembers, 2...64.
    package var tailLength = 30
    /// A session whose next event is this much later than its last starts anew; event time,
    /// milliseconds. Once the watermark is twice as far, the session is dropped.
    package var idleTimeoutMilliseconds: Int64 = 14 * 86_400_000
    /// Sessions held at most; above that the one idle for longest goes first.
    package var sessionsMax = 1_000_000
    /// Items held at most; above that the ones not seen for longest go first.
    package var itemsMax = 4_000_000
    /// Popularity halves in this span of event time, milliseconds.
    package var popularityHalfLifeMilliseconds: Int64 = 86_400_000
    /// A full row doubles once it has had this many updates for each of its slots. 1 keeps what a
    /// whole row of the largest size would keep to .01 of its weight; 2 saves a fifth of the
    /// memory and loses .03 (`covisit-bench rows`).
    package var updatesPerSlotToGrow = 1
    /// An item's related items are published at most about once in this span of event time, in
    /// milliseconds; nil: nobody asks for them, and which items have changed is not kept.
    package var relatedIntervalMilliseconds: Int64?

    package init(matrices: [MatrixSpec], objectives: PerEventType<ObjectiveSpec>) {
        self.matrices = matrices
        self.objectives = objectives
    }
}
