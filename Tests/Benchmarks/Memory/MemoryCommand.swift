internal import ArgumentParser
internal import CovisitCore
internal import Simulation

struct MemoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Bytes of an item by its popularity, and of a session by its length.",
        discussion: """
            Counts a generated feed with otto-3, rows of up to 128, and adds up what its items and \
            sessions hold. What is left of the engine's memory is room that its tables and pools \
            have grown into. Fails when that is more than half.
            """)

    @Option(help: "How many events.")
    var events = 2_000_000

    @Option(help: "How many items there are.")
    var items = 200_000

    @Option(help: "What the events are drawn from.")
    var seed: UInt64 = 1

    func validate() throws {
        if events < 1 || items < 1 { throw ValidationError("--events, --items are at least 1") }
    }

    func run() throws {
        var shape = TrafficShape()
        shape.events = events
        shape.items = items
        shape.seed = seed
        let engine = Engine(.otto3)
        var eventCounts: [Int64: Int] = [:]
        var traffic = Traffic(shape)
        var batch = EventBatch()
        for offset in 0..<events {
            let visit = traffic.next()
            eventCounts[visit.item, default: 0] += 1
            batch.append(Event(visit, offset: Int64(offset)))
            if batch.count == 4_096 || offset == events - 1 {
                engine.step(batch, lists: false)
                batch.removeAll()
            }
        }
        let items = ItemBytes(engine, eventCounts)
        let sessions = SessionBytes(engine)
        print(items.table.text)
        print()
        print(sessions.table.text)
        let used = items.byteCount + sessions.byteCount
        let held = engine.statistics().byteCount
        print(
            "\n\(used >> 20) MiB of these, \(held >> 20) MiB held: "
                + "\(decimals(100 - Double(used) / Double(held) * 100, 1)) % room to grow")
        if used * 2 < held || used > held {
            throw BenchmarkFailure(description: "\(used) bytes are used of \(held) held")
        }
    }
}
