internal import CovisitCore

/// Which item of the assortment holds which place of popularity, as days go by.
///
/// Places are dealt into classes of equal spread. Each class is shuffled anew once in 1 / share
/// days, one class after another, so that a share of the places gets other items each day. Inside
/// a class the shuffle is `a q + b mod m`, a bijection in O(1), with `a` and `b` drawn for class
/// and shuffle: a function of the seed and the time, whoever asks, in any order.
struct PopularityDrift: Sendable {
    private static let classCountMax = 64
    private static let classSizeMin = 16

    private struct Shuffle {
        /// Time for which it holds.
        var from = Int64.max
        var until = Int64.min
        var factor = 1
        var shift = 0
        /// `factor * inverse` is 1 mod m.
        var inverse = 1
    }

    private let seed: UInt64
    private let placeCount: Int
    private let classCount: Int
    private let start: Int64
    /// Between two shuffles of a class, in milliseconds.
    private let period: Int64
    private var shuffles: [Shuffle]

    init?(_ shape: TrafficShape) {
        guard shape.driftPerDay > 0 else { return nil }
        var random = SeededGenerator(seed: shape.seed, stream: TrafficStream.drift)
        seed = random.next()
        placeCount = shape.items
        classCount = max(1, min(Self.classCountMax, shape.items / Self.classSizeMin))
        start = shape.start
        period = milliseconds(daysEach: 1 / shape.driftPerDay)
        shuffles = Array(repeating: Shuffle(), count: classCount)
    }

    /// The item's slot in the assortment that holds this place.
    mutating func slot(at place: Int, _ time: Int64) -> Int {
        let number = place % classCount
        let size = size(of: number)
        prepare(number, size, time)
        let moved =
            (place / classCount * shuffles[number].factor + shuffles[number].shift) % size
        return moved * classCount + number
    }

    /// The place that a slot holds.
    mutating func place(of slot: Int, _ time: Int64) -> Int {
        let number = slot % classCount
        let size = size(of: number)
        prepare(number, size, time)
        let shifted = (slot / classCount + size - shuffles[number].shift) % size
        return shifted * shuffles[number].inverse % size * classCount + number
    }

    private func size(of number: Int) -> Int {
        (placeCount - number + classCount - 1) / classCount
    }

    private mutating func prepare(_ number: Int, _ size: Int, _ time: Int64) {
        if time >= shuffles[number].from, time < shuffles[number].until { return }
        let phase = period / Int64(classCount) * Int64(number)
        let count = (time - start + phase) / period
        let from = start - phase + count * period
        var random = SeededGenerator(seed: seed, stream: UInt64(number), UInt64(count))
        var shuffle = Shuffle(from: from, until: from + period)
        repeat { shuffle.factor = 1 + random.below(size) } while !isCoprime(shuffle.factor, size)
        shuffle.shift = random.below(size)
        shuffle.inverse = inverse(of: shuffle.factor, modulo: size)
        shuffles[number] = shuffle
    }
}

private func isCoprime(_ a: Int, _ b: Int) -> Bool {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a == 1
}

/// By Euclid's extended algorithm.
private func inverse(of factor: Int, modulo size: Int) -> Int {
    var (rest, nextRest) = (size, factor % size)
    var (sum, nextSum) = (0, 1)
    while nextRest != 0 {
        let quotient = rest / nextRest
        (rest, nextRest) = (nextRest, rest - quotient * nextRest)
        (sum, nextSum) = (nextSum, sum - quotient * nextSum)
    }
    return (sum % size + size) % size
}
