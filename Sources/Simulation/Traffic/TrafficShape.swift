/// What generated traffic looks like; the defaults are OTTO's (github otto-de/recsys-dataset,
/// statistics of the training set).
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

    package init() {}
}
