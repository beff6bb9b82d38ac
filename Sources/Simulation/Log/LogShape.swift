/// What a simulated topic holds besides good events.
package struct LogShape: Sendable {
    package var partitions = 1
    package var traffic = TrafficShape()
    package var names = SimulatedNames()
    /// Share of records that never are events: malformed, too old, tombstones.
    package var wrongShare = 0.03
    /// Share of events whose time is ahead of the shop's by up to twice what is put up with.
    package var earlyShare = 0.03
    /// Share of events that the producer sends twice.
    package var twiceShare = 0.02
    /// Share of events that overtake up to five others.
    package var lateShare = 0.05
    /// Share of offsets that hold nothing, as after a compaction.
    package var gapShare = 0.01
    /// Whether a session's events all go to one partition, as a producer with keys sends them.
    package var sessionsStay = true

    package init() {}
}
