import CovisitCore
import Glibc

/// A weight that decays, twice: rounded as the engine rounds it, and in full precision.
///
/// Rounded weights take the engine's powers of two: the C library's differ in the last place now
/// and then, and what is a tie to one would not be a tie to the other.
package struct DecayedWeight {
    /// In the scale of the epoch of `landmark`.
    private var stored: Float = 0
    private var landmark: Int64 = -1
    private var value = 0.0
    private var asOf: Int64 = 0

    package init() {}

    package mutating func add(_ weight: Float, at timestamp: Int64, halfLife: Int64?) {
        guard let halfLife else {
            stored += weight
            value += Double(weight)
            return
        }
        let epoch = 32 * halfLife
        let newest = max(landmark, timestamp / epoch * epoch)
        if landmark >= 0, newest > landmark {
            stored *= Float(powerOfTwo(-Double(newest - landmark) / Double(halfLife)))
        }
        landmark = newest
        let growth = powerOfTwo(Double(timestamp - landmark) / Double(halfLife))
        stored += Float(Double(weight) * growth)
        if timestamp >= asOf {
            value = value * pow(0.5, Double(timestamp - asOf) / Double(halfLife)) + Double(weight)
            asOf = timestamp
        } else {
            value += Double(weight) * pow(0.5, Double(asOf - timestamp) / Double(halfLife))
        }
    }

    /// The rounded weight in the scale of the epoch in which `timestamp` lies: comparable.
    func rounded(at timestamp: Int64, halfLife: Int64?) -> Float {
        guard let halfLife else { return stored }
        let epoch = 32 * halfLife
        return stored
            * Float(powerOfTwo(-Double(timestamp / epoch * epoch - landmark) / Double(halfLife)))
    }

    /// The rounded weight as of `timestamp`.
    func roundedNow(at timestamp: Int64, halfLife: Int64?) -> Float {
        guard let halfLife else { return stored }
        let epoch = 32 * halfLife
        let growth = powerOfTwo(Double(timestamp - timestamp / epoch * epoch) / Double(halfLife))
        return rounded(at: timestamp, halfLife: halfLife) * Float(1 / growth)
    }

    package func exact(at timestamp: Int64, halfLife: Int64?) -> Double {
        guard let halfLife else { return value }
        return value * pow(0.5, Double(timestamp - asOf) / Double(halfLife))
    }
}
