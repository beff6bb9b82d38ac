import Foundation
import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    /// `covisitd generate --kafka`.
    struct TopicLoadTests {
        private struct Event: Decodable, Equatable {
            var session: Int
            var aid: Int
            var ts: Int
            var type: String
        }

        private func arguments(_ broker: Broker, _ more: [String]) -> [String] {
            [
                "generate", "--kafka", "events", "--items", "1000",
                "--set", "kafka.bootstrap_servers=\(broker.address)",
            ] + more
        }

        private func start(_ broker: Broker, _ more: [String]) throws -> Program {
            try Program(
                Installation.daemon, arguments(broker, more),
                errors: broker.folder("generate.log"))
        }

        /// Figures of the report, in its order: delivered, partitions, seconds, events/s, lag,
        /// waited.
        private func report(_ text: String) -> [Double] {
            let line = text.split(separator: "\n").last { $0.contains("events delivered") } ?? ""
            return line.matches(of: /\d+(\.\d+)?/).compactMap { Double($0.output.0) }
        }

        private func events(_ records: [Record]) throws -> [Event] {
            try records.map { try JSONDecoder().decode(Event.self, from: Data($0.value ?? [])) }
        }

        @Test(.timeLimit(.minutes(1)))
        func `all events arrive, keyed by session, at the rate, and happen as they are sent`()
            async throws
        {
            try await Broker.run(partitions: 4) { broker in
                let before = Int(Date.now.timeIntervalSince1970 * 1_000)
                let command = try await Command(
                    arguments(broker, ["--events", "12000", "--rate", "4000"]), within: 50)
                let after = Int(Date.now.timeIntervalSince1970 * 1_000)
                try #require(command.exit == .code(0), "\(command.errors)")
                let figures = report(command.errors)
                try #require(figures.count == 6, "\(command.errors)")
                #expect(figures[0] == 12_000 && figures[1] == 4)
                #expect((2.9...6).contains(figures[2]), "\(command.errors)")

                let records = try await broker.records(of: "events")
                let events = try events(records)
                #expect(events.count == 12_000)
                #expect(zip(records, events).allSatisfy { $0.keyText == "\($1.session)" })
                #expect(Set(records.map(\.partition)).count == 4)
                #expect(events.allSatisfy { (before...after).contains($0.ts) })
                let times = Set(events.map(\.ts))
                #expect(times.count > 100, "they came in \(times.count) lumps")
                // A second time is as the first, but for the times.
                let file = try await Command(
                    ["generate", "--events", "12000", "--items", "1000"], within: 50)
                let made = try file.output.split(separator: "\n").map {
                    try JSONDecoder().decode(Event.self, from: Data($0.utf8))
                }
                let sent = Dictionary(grouping: events, by: \.session)
                for (session, expected) in Dictionary(grouping: made, by: \.session) {
                    #expect(sent[session]?.map(\.aid) == expected.map(\.aid))
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `as fast as it goes, with their own times, they are those of a recording`()
            async throws
        {
            try await Broker.run { broker in
                let command = try await Command(
                    arguments(
                        broker, ["--events", "30000", "--rate", "max", "--time", "own"]),
                    within: 50)
                try #require(command.exit == .code(0), "\(command.errors)")
                let file = try await Command(
                    ["generate", "--events", "30000", "--items", "1000"], within: 50)
                let values = try await broker.records(of: "events").map {
                    String(decoding: $0.value ?? [], as: UTF8.self)
                }
                #expect(values == file.output.split(separator: "\n").map(String.init))
            }
        }

        @Test(.timeLimit(.minutes(1)), arguments: [SIGTERM, SIGINT])
        func `a signal ends it in good order: what it reports is in the topic`(signal: Int32)
            async throws
        {
            try await Broker.run { broker in
                let load = try start(broker, ["--events", "1000000", "--rate", "3000"])
                defer { load.end() }
                try await eventually("events in the topic", within: 20) {
                    try await broker.records(of: "events").count > 2_000 ? true : nil
                }
                load.send(signal)
                #expect(try await load.end(within: 20) == .code(0))
                let figures = report(broker.folder.text("generate.log"))
                let count = try await broker.records(of: "events").count
                #expect(figures.first == Double(count), "\(broker.folder.text("generate.log"))")
                #expect(count < 1_000_000)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `its time over, it ends; without a count of events`() async throws {
            try await Broker.run { broker in
                let command = try await Command(
                    arguments(broker, ["--for", "1500ms", "--rate", "1000"]), within: 30)
                try #require(command.exit == .code(0), "\(command.errors)")
                let count = try await broker.records(of: "events").count
                #expect((1_000...1_600).contains(count))
                #expect(report(command.errors).first == Double(count))
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a broker that does not answer for a while slows it, loses nothing, and is reported`()
            async throws
        {
            try await Broker.run { broker in
                // The smallest queue, which is soon full.
                let load = try start(
                    broker,
                    [
                        "--events", "40000", "--rate", "10000", "--set",
                        "kafka.properties.queue.buffering.max.messages=1000",
                    ])
                defer { load.end() }
                try await eventually("events in the topic", within: 20) {
                    try await broker.records(of: "events").count > 1_000 ? true : nil
                }
                broker.freeze()
                try await Task.sleep(for: .seconds(2))
                broker.thaw()
                #expect(try await load.end(within: 60) == .code(0))
                let text = broker.folder.text("generate.log")
                let figures = report(text)
                try #require(figures.count == 6, "\(text)")
                let records = try await broker.records(of: "events")
                #expect(records.count == 40_000)
                #expect(figures[0] == 40_000)
                #expect(figures[4] > 1.2, "it was not late: \(text)")
                #expect(figures[5] > 1, "it did not wait: \(text)")
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a topic that is not there, or no broker, is named, exit 69`() async throws {
            try await Broker.run { broker in
                var arguments = arguments(broker, [])
                arguments[2] = "nowhere"
                let topic = try await Command(arguments, within: 30)
                #expect(topic.exit == .code(69))
                #expect(topic.errors.contains("\"nowhere\""), "\(topic.errors)")
                try await broker.stop()
                let away = try await Command(
                    self.arguments(broker, ["--events", "10"]), within: 40)
                #expect(away.exit == .code(69))
                #expect(away.errors.contains("events"), "\(away.errors)")
            }
        }
    }
}
