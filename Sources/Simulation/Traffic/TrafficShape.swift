/// What generated traffic looks like; the defaults are OTTO's (github otto-de/recsys-dataset,
/// statistics of the training set).
///
/// What a shop does over days is off by default, so that events stay those of old recordings and
/// digests; `otto` has it.
package struct TrafficShape: Sendable {
    package var events = 2_000_000
    package var items = 500_000
    package var seed: UInt64 = 1
    /// Event time of the first event, milliseconds since 1970 (2022-07-31T22:00Z, OTTO's own).
    package var start: Int64 = 1_659_304_800_000
    /// Mean time between two events of the whole shop, in milliseconds.
    package var meanGapMilliseconds = 300.0

    /// Session lengths are log-normal: median 6, mean 17, 90th percentile 38.
    package var sessionLengthMedian = 6.0
    package var sessionLengthSigma = 1.43
    package var sessionLengthMax = 500
    /// Popularity is log-normal too: the median item has 0.17 of the mean item's events.
    package var popularitySigma = 1.88
    package var cartShare = 0.075
    package var orderShare = 0.025
    /// Share of events that go back to an item of the session.
    package var revisitShare = 0.30
    /// Share of the others that go to a relative of the item before.
    package var relativeShare = 0.70
    /// Relatives that an item has.
    package var relativesPerItem = 24
    /// Share of events after which a visitor pauses for hours.
    package var pauseShare = 0.06

    /// Share of events after which a visitor stays away for days: the session goes on then, as
    /// OTTO's do, which are all that a visitor does in weeks.
    package var returnShare = 0.0
    /// The rate at which sessions begin swings by this share of its mean over the day.
    package var dayCurve = 0.0
    /// Share of the places of popularity that go to other items each day.
    package var driftPerDay = 0.0
    /// Share of the items that leave each day, each for a new one with the next number.
    package var newItemsPerDay = 0.0
    /// Share of the sessions that are bots.
    package var botShare = 0.0

    package init() {}

    /// A shop over days. OTTO publishes no figures for these: they are ours, and moderate.
    package static var otto: TrafficShape {
        var shape = TrafficShape()
        shape.returnShare = 0.01
        shape.dayCurve = 0.6
        shape.driftPerDay = 0.05
        shape.newItemsPerDay = 0.005
        shape.botShare = 0.0001
        return shape
    }
}

/// What the purposes draw from, each a stream of its own.
enum TrafficStream {
    static let returns: UInt64 = 101
    static let drift: UInt64 = 102
    static let renewal: UInt64 = 103
    static let bots: UInt64 = 104
    static let cuts: UInt64 = 105
}

/// A day, in milliseconds.
let dayMilliseconds: Int64 = 86_400_000

/// At least one, and some thousand years at most.
func milliseconds(daysEach days: Double) -> Int64 {
    Int64(min(1e14, max(1, days * Double(dayMilliseconds))))
}
