internal import Synchronization

/// Turns a running total into a rate per second over the last seconds.
package final class RateMeter: Sendable {
    private struct Sample {
        var time: ContinuousClock.Instant
        var total: Int
    }

    private static let window = Duration.seconds(10)
    /// Time from one sample to the next but one, at least: it bounds their number.
    private static let spacing = Duration.milliseconds(500)

    private let now: @Sendable () -> ContinuousClock.Instant
    private let samples = Mutex<[Sample]>([])

    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Notes the total as of now; returns the rate since the oldest note of the last 10 seconds,
    /// or since the last note where that is longer ago.
    @discardableResult
    package func perSecond(total: Int) -> Double {
        let newest = Sample(time: now(), total: total)
        return samples.withLock { samples in
            while samples.count > 1, newest.time - samples[1].time >= Self.window {
                samples.removeFirst()
            }
            if samples.count > 1, newest.time - samples[samples.count - 2].time < Self.spacing {
                samples.removeLast()
            }
            samples.append(newest)
            let seconds = (newest.time - samples[0].time) / .seconds(1)
            return seconds > 0 ? Double(total - samples[0].total) / seconds : 0
        }
    }
}
