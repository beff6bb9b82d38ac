import Foundation
import Testing

extension IntegrationTests {
    /// Each bound of the state reached: memory is what was planned. deploy/memory.sh asks for more of
    /// everything.
    struct MemoryTests {
        /// A feed that reaches a bound, and the settings under which nothing else is large.
        struct Scenario: CustomTestStringConvertible, Sendable {
            var name: String
            var settings: [String]
            var eventCount: Int
            var stringIDs = false
            /// Session and item of the n-th event.
            var event: @Sendable (_ index: Int, _ random: inout Seeded) -> (Int, Int)

            var testDescription: String { name }
        }

        private static var scale: Int {
            Installation.environment["COVISITD_TEST_MEMORY_SCALE"].flatMap(Int.init) ?? 1
        }

        static var scenarios: [Scenario] {
            let scale = scale
            let sessions = Scenario(
                name: "sessions", sessions: 150_000 * scale, items: 64, neighbours: 16, tail: 8,
                eventCount: 1_320_000 * scale
            ) { index, random in (index / 8, Int.random(in: 0..<64, using: &random)) }
            let items = Scenario(
                name: "items", sessions: 64, items: 100_000 * scale, neighbours: 16,
                eventCount: 105_000 * scale
            ) { index, _ in (index / 30, index) }
            let rows = Scenario(
                name: "rows", sessions: 64, items: 16_000 * scale, neighbours: 128,
                eventCount: 240_000 * scale
            ) { index, random in (index / 30, Int.random(in: 0..<(16_000 * scale), using: &random))
            }
            let bot = Scenario(
                name: "one bot", sessions: 64, items: 16_000 * scale, neighbours: 128,
                eventCount: 160_000 * scale
            ) { _, random in (1, Int.random(in: 0..<(16_000 * scale), using: &random)) }
            var strings = Scenario(
                name: "ids of 64 bytes", sessions: 150_000 * scale, items: 64_000 * scale,
                neighbours: 16, tail: 2, eventCount: 330_000 * scale
            ) { index, _ in (index / 2, index % (66_000 * scale)) }
            strings.stringIDs = true
            return [sessions, items, rows, bot, strings]
        }

        @Test(.timeLimit(.minutes(10)), arguments: scenarios)
        func `memory is what was planned when a bound is reached`(scenario: Scenario) async throws {
            let folder = try Folder()
            try scenario.write(to: folder("feed.jsonl"))
            let command = try await Command(
                [
                    "replay", "--input", folder("feed.jsonl"), "--report", folder("report.json"),
                    "--related", "/dev/null",
                ] + scenario.settings.flatMap { ["--set", $0] }, within: 500)
            try #require(command.exit == .code(0), "\(command.errors)")
            let report: RunReport = try folder.json("report.json")
            let plan = scenario.stringIDs ? report.memoryPlanStringBytes : report.memoryPlanBytes
            let share = Double(report.peakRSSBytes) / Double(plan)
            print(
                "\(scenario.name): \(report.events) events, \(report.sessions) sessions,",
                "\(report.items) items; \(plan >> 20) MiB planned,",
                "\(report.peakRSSBytes >> 20) MiB at most, ratio \(rounded(share * 100) / 100)")
            // Where little is held, what a process takes before it begins counts for too much.
            let tolerance = max(plan / 10, 16 << 20)
            #expect(abs(report.peakRSSBytes - plan) <= tolerance)
        }
    }
}

extension IntegrationTests.MemoryTests.Scenario {
    init(
        name: String, sessions: Int, items: Int, neighbours: Int, tail: Int = 30, eventCount: Int,
        event: @escaping @Sendable (Int, inout Seeded) -> (Int, Int)
    ) {
        self.name = name
        self.eventCount = eventCount
        self.event = event
        settings =
            [
                "sessions.max=\(sessions)", "items.max=\(items)", "sessions.tail=\(tail)",
                // Turns of related items would end steps at half of their bound.
                "output.related_items_interval=1d",
            ]
            + ["clicks", "carts-orders", "buy-to-buy"].map {
                "matrices.\($0).neighbours=\(neighbours)"
            }
    }

    /// Orders, since they count in every matrix; a millisecond apart.
    func write(to path: String) throws {
        try Data().write(to: URL(filePath: path))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        var random = Seeded(seed: 1)
        var lines: [UInt8] = []
        func id(_ number: Int) -> String {
            if !stringIDs { return "\(number)" }
            let digits = "\(number)"
            return "\"\(String(repeating: "x", count: 64 - digits.utf8.count))\(digits)\""
        }
        for index in 0..<eventCount {
            let (session, item) = event(index, &random)
            let time = 1_661_724_000_000 + index
            let order = #"{"session":\#(id(session)),"aid":\#(id(item)),"ts":\#(time),"#
            lines += "\(order)\"type\":\"orders\"}\n".utf8
            if lines.count > 1 << 20 {
                try file.write(contentsOf: Data(lines))
                lines.removeAll(keepingCapacity: true)
            }
        }
        try file.write(contentsOf: Data(lines))
        try file.close()
    }
}
