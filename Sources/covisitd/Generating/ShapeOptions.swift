internal import ArgumentParser
internal import Settings
internal import Simulation

/// What the made-up shop is like.
struct ShapeOptions: ParsableArguments {
    enum Shape: String, CaseIterable, ExpressibleByArgument {
        case otto
        case plain
    }

    @Option(help: "How many items are on offer at a time; 1 to 1000000000.")
    var items = 500_000

    @Option(help: "What everything is drawn from.")
    var seed: UInt64 = 1

    @Option(
        help: "otto: a shop over days; plain: no drift, new items, day curve, returns or bots.")
    var shape = Shape.otto

    @Option(
        help: ArgumentHelp(
            "Milliseconds of event time between two events of the whole shop, on average, once as "
                + "many sessions end as begin; 0.1 to 3600000.", valueName: "milliseconds"))
    var gap = 300.0

    @Option(
        help: ArgumentHelp(
            "Share of the places of popularity that go to other items each day, and with them who "
                + "is whose relative; 0 to 1 [otto: 0.05].", valueName: "share"))
    var drift: Double?

    @Option(
        help: ArgumentHelp(
            "Share of the items that leave each day, each for a new one; 0 to 1 [otto: 0.005].",
            valueName: "share"))
    var newItems: Double?

    @Option(
        help: ArgumentHelp(
            "How far the rate of new sessions swings around its mean, from 05:00 to 17:00 UTC; "
                + "0 to 0.95 [otto: 0.6].", valueName: "share"))
    var dayCurve: Double?

    @Option(
        help: ArgumentHelp(
            "Share of events after which a visitor stays away for days, three on average, and "
                + "then goes on with the session; 0 to 0.5 [otto: 0.01].", valueName: "share"))
    var returns: Double?

    @Option(
        help: ArgumentHelp(
            "Share of the sessions that are bots: 1000 to 5000 clicks a second apart, over one "
                + "item after another or over any; 0 to 0.5 [otto: 0.0001].", valueName: "share"))
    var bots: Double?

    func validate() throws {
        if !(1...1_000_000_000).contains(items) {
            throw ValidationError("--items: from 1 to 1000000000")
        }
        try check(gap, "--gap", 0.1...3_600_000)
        try check(drift, "--drift", 0...1)
        try check(newItems, "--new-items", 0...1)
        try check(dayCurve, "--day-curve", 0...0.95)
        try check(returns, "--returns", 0...0.5)
        try check(bots, "--bots", 0...0.5)
    }

    private func check(
        _ value: Double?, _ option: String, _ allowed: ClosedRange<Double>
    ) throws {
        guard let value, !allowed.contains(value) else { return }
        throw ValidationError(
            "\(option) \(value): from \(allowed.lowerBound) to \(allowed.upperBound)")
    }

    func trafficShape(events: Int) -> TrafficShape {
        var traffic = shape == .otto ? TrafficShape.otto : TrafficShape()
        traffic.events = events
        traffic.items = items
        traffic.seed = seed
        traffic.meanGapMilliseconds = gap
        traffic.driftPerDay = drift ?? traffic.driftPerDay
        traffic.newItemsPerDay = newItems ?? traffic.newItemsPerDay
        traffic.dayCurve = dayCurve ?? traffic.dayCurve
        traffic.returnShare = returns ?? traffic.returnShare
        traffic.botShare = bots ?? traffic.botShare
        return traffic
    }
}
