internal import CovisitCore

extension SeededGenerator {
    /// A stream of its own for one purpose: nobody's luck depends on how often others draw.
    package init(seed: UInt64, stream: UInt64...) {
        var mixed = SeededGenerator(seed: seed)
        for number in stream {
            mixed = SeededGenerator(seed: mixed.next() ^ (number &* 0xd6e8_feb8_6659_fd93))
        }
        self.init(seed: mixed.next())
    }

    /// Uniform in 0..<count; 0 where the count is 0.
    package mutating func below(_ count: Int) -> Int {
        count <= 0 ? 0 : Int(truncatingIfNeeded: next() % UInt64(count))
    }

    package mutating func from(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    package mutating func happens(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// One of these, each as likely.
    package mutating func one<Value>(of values: [Value]) -> Value {
        values[below(values.count)]
    }
}
