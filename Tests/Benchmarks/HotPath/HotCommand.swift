internal import ArgumentParser
internal import CovisitCore
internal import Simulation

struct HotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hot",
        abstract: "What an event costs on its way, stage by stage, in one thread.",
        discussion: """
            Runs a generated feed through decoder, sessions, rows, ranking and encoder, once \
            counting only and once with lists, and prints time and allocations of each stage. \
            Fails when an event is decoded wrongly, when the two runs end in different states, or \
            when --expect or --allocations-max is given and not met.
            """)

    @Option(help: "How many events.")
    var events = 500_000

    @Option(help: "How many items there are.")
    var items = 500_000

    @Option(help: "What the events are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "Events of a batch.")
    var batch = 4_096

    @Option(help: ArgumentHelp("The hash that must come out.", valueName: "hash"))
    var expect: String?

    @Option(help: "Most allocations per event, with lists.")
    var allocationsMax: Double?

    func validate() throws {
        if events < 1 || items < 1 || batch < 1 {
            throw ValidationError("--events, --items and --batch are at least 1")
        }
    }

    func run() throws {
        var shape = TrafficShape()
        shape.events = events
        shape.items = items
        shape.seed = seed
        let feed = Feed(shape)
        let counting = try HotRun(feed, .otto3, batchEvents: batch, lists: false)
        let listing = try HotRun(feed, .otto3, batchEvents: batch, lists: true)
        print(table(counting, listing).text)
        print(summary(counting, listing))
        print("state \(hexadecimal(listing.stateDigest))")
        print("hash  \(hash(listing))")
        try check(counting, listing)
    }

    private func table(_ counting: HotRun, _ listing: HotRun) -> Table {
        var table = Table(
            "stage", "operations", "ns/operation", "allocations/operation", "ns/event",
            "allocations/event")
        func add(_ name: String, _ cost: Cost) {
            table.add(
                name, String(cost.operations), decimals(cost.nanosecondsPerOperation, 1),
                decimals(cost.allocationsPerOperation, 4),
                decimals(cost.nanoseconds / Double(events), 1),
                decimals(Double(cost.allocations) / Double(events), 4))
        }
        func addSum(_ name: String, _ run: HotRun) {
            var sum = Cost.sum(of: run.costs)
            sum.operations = events
            add(name, sum)
        }
        add("decode (event)", counting.decoding)
        add("session step (event)", counting.sessions)
        add("pair update (pair)", counting.pairs)
        addSum("counting only (event)", counting)
        add("decode (event)", listing.decoding)
        add("session step (event)", listing.sessions)
        add("pair update and row reads (pair)", listing.pairs)
        add("ranking (list)", listing.ranking)
        add("encode (record)", listing.encoding)
        addSum("with lists (event)", listing)
        return table
    }

    private func summary(_ counting: HotRun, _ listing: HotRun) -> String {
        let reads = Double(listing.rowReads)
        let perRead = (listing.pairs.nanoseconds - counting.pairs.nanoseconds) / reads
        let perList = reads / Double(listing.ranking.operations)
        let perRecord = Double(listing.recordByteCount) / Double(listing.encoding.operations)
        let perEvent = Double(listing.pairs.operations) / Double(events)
        return "\(listing.rowReads) row reads, \(decimals(perList, 2)) a list, "
            + "\(decimals(perRead, 1)) ns each (pair updates with and without lists compared); "
            + "\(decimals(perEvent, 2)) pairs an event; \(decimals(perRecord, 0)) bytes a record"
    }

    /// Of everything that came out: the state and all records.
    private func hash(_ run: HotRun) -> String {
        var digest = run.recordDigest
        digest.add(run.stateDigest)
        return hexadecimal(digest.value)
    }

    private func check(_ counting: HotRun, _ listing: HotRun) throws {
        if counting.stateDigest != listing.stateDigest {
            throw BenchmarkFailure(description: "making lists has changed the state")
        }
        if let expect, expect != hash(listing) {
            throw BenchmarkFailure(description: "the hash should be \(expect)")
        }
        let allocations = Double(Cost.sum(of: listing.costs).allocations) / Double(events)
        if let allocationsMax, allocations > allocationsMax {
            throw BenchmarkFailure(
                description: "\(decimals(allocations, 4)) allocations an event, more than "
                    + "\(allocationsMax)")
        }
    }
}
