internal import CovisitCore
import Glibc

/// How often places of popularity are drawn: place 0 is the most popular one.
///
/// Items' weights are log-normal. Of such weights, the one that an event falls on has a normal
/// score shifted by sigma, and its place is the share of items above that score.
struct Popularity: Sendable {
    let placeCount: Int
    let sigma: Double

    func draw(_ random: inout SeededGenerator) -> Int {
        let score = sigma + gaussian(&random)
        let share = Self.shareAbove(score)
        return min(placeCount - 1, Int(share * Double(placeCount)))
    }

    /// The probability that a place is drawn.
    func probability(of place: Int) -> Double {
        guard (0..<placeCount).contains(place) else { return 0 }
        return cumulative(place + 1) - cumulative(place)
    }

    /// The probability that one of the first places is drawn.
    func cumulative(_ count: Int) -> Double {
        if count <= 0 { return 0 }
        if count >= placeCount { return 1 }
        return Self.shareAbove(
            Self.score(above: Double(count) / Double(placeCount)) - sigma)
    }

    /// The share of a standard normal distribution that lies above.
    private static func shareAbove(_ score: Double) -> Double {
        0.5 * erfc(score / 2.0.squareRoot())
    }

    /// The inverse of `shareAbove`, by bisection: slow, and exact to the last bits.
    private static func score(above share: Double) -> Double {
        var (low, high) = (-40.0, 40.0)
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return middle }
            if shareAbove(middle) > share { low = middle } else { high = middle }
        }
    }
}

/// A standard normal draw, by Box and Muller's transform.
func gaussian(_ random: inout SeededGenerator) -> Double {
    (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * .pi * random.uniform())
}

/// An exponential draw.
func exponential(_ mean: Double, _ random: inout SeededGenerator) -> Double {
    -mean * log(1 - random.uniform())
}
