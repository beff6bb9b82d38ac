internal import CAllocations

/// What one stage took: time of one thread, and how often it asked the heap for memory.
struct Cost {
    private(set) var nanoseconds = 0.0
    private(set) var allocations = 0
    var operations = 0

    mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
        let allocationsBefore = covisit_allocation_count()
        let start = ContinuousClock.now
        defer {
            nanoseconds += (ContinuousClock.now - start) / .nanoseconds(1)
            allocations += covisit_allocation_count() - allocationsBefore
        }
        return try body()
    }

    var nanosecondsPerOperation: Double { nanoseconds / Double(operations) }
    var allocationsPerOperation: Double { Double(allocations) / Double(operations) }

    static func sum(of costs: [Cost]) -> Cost {
        costs.reduce(into: Cost()) { sum, cost in
            sum.nanoseconds += cost.nanoseconds
            sum.allocations += cost.allocations
        }
    }
}
