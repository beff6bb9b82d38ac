/// What the engine goes on learning while it is tested.
package enum Learning: String, Sendable, CaseIterable {
    /// Trained, then frozen.
    case `static`
    /// Every event is learnt from once it has been predicted.
    case streaming
    /// A session is learnt from once its last event has been predicted: what other sessions teach,
    /// without what the session's own events do.
    case completed
}
