import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// Five seconds without a broker; with COVISITD_TEST_OUTAGE_SECONDS=60, as deploy/outage.sh
    /// sets it, a minute.
    struct OutageTests {
        private static let eventCount = 300_000

        @Test(.timeLimit(.minutes(5)))
        func `a broker that hangs costs no event, no answer and no memory`() async throws {
            try await Broker.run { broker in
                let keyed = try await keyedFeed(in: broker.folder)
                try await Feed.produce(keyed[0], to: broker)
                // Little room, so that it is soon full.
                try await Daemon.run(at: broker, settings: ["kafka.queue_bytes=4MiB"]) { daemon in
                    try await daemon.hasTaken(20_000)
                    broker.freeze()
                    defer { broker.thaw() }
                    let (address, folder) = (broker.address, broker.folder)
                    async let load: Void = Kcat.insist(file: keyed[1], at: address, folder)
                    let taken = try await intakeStops(daemon)
                    let memory = try await memory(of: daemon)
                    #expect(try daemon.status().events == taken)
                    #expect(taken < Self.eventCount / 2, "there was no load")
                    broker.thaw()

                    try await load
                    try await expectEverything(at: broker, from: daemon)
                    report("hung after \(taken) events", memory)
                }
            }
        }

        /// The broker is stopped at rest: noida-db, unlike Kafka, loses acknowledged records when it
        /// is stopped under load. So this shows coming back, not being cut off in full flow; that is
        /// the test above.
        @Test(.timeLimit(.minutes(5)))
        func `a broker away and back costs no event, no answer and no memory`() async throws {
            try await Broker.run { broker in
                let keyed = try await keyedFeed(in: broker.folder)
                try await Feed.produce(keyed[0], to: broker)
                try await Daemon.run(at: broker) { daemon in
                    try await daemon.hasTaken(Self.eventCount / 2)
                    try await isCommitted(Self.eventCount / 2, at: broker)
                    try await broker.stop()
                    let (address, folder) = (broker.address, broker.folder)
                    async let load: Void = Kcat.insist(file: keyed[1], at: address, folder)
                    let memory = try await memory(of: daemon)
                    try await broker.start()

                    try await load
                    try await expectEverything(at: broker, from: daemon)
                    report("stopped", memory)
                }
            }
        }

        /// Waits until the daemon takes no more, its output being full.
        private func intakeStops(_ daemon: Daemon) async throws -> Int {
            var last = (events: -1, since: ContinuousClock.now)
            return try await eventually("a full output", within: 30) {
                let events = try daemon.status().events
                if events != last.events { last = (events, .now) }
                return last.since < .now - .seconds(1) ? events : nil
            }
        }

        private func keyedFeed(in folder: Folder) async throws -> [String] {
            let path = try await Feed.generated(Self.eventCount, in: folder)
            return try Feed.keyed(path, files: 2, in: folder)
        }

        /// Waits until the daemon has said of everything that it is delivered.
        private func isCommitted(_ offset: Int, at broker: Broker) async throws {
            try await eventually("a commit of \(offset)", within: 30) {
                let committed = try KafkaRequest.committedOffset(
                    group: "covisitd", topic: "events", port: broker.port)
                return committed == offset ? true : nil
            }
        }

        /// What the daemon uses during the outage, MiB, in which it must go on answering.
        private func memory(of daemon: Daemon) async throws -> [Double] {
            let end = ContinuousClock.now + .seconds(Installation.outageSeconds)
            var samples: [Double] = []
            while ContinuousClock.now < end {
                let bytes = try #require(daemon.program.residentBytes, "\(daemon.log)")
                samples.append(Double(bytes) / 1_048_576)
                #expect(try daemon.get("/healthz").status == 200)
                try await Task.sleep(for: .milliseconds(200))
            }
            let first = try #require(samples.first)
            #expect((samples.max() ?? 0) - first < 16, "\(samples)")
            return samples
        }

        /// Every event is counted once, every session answered, and the state that of a replay.
        private func expectEverything(
            at broker: Broker, from daemon: Daemon
        ) async throws {
            let events = try await broker.records(of: "events")
            #expect(events.count >= Self.eventCount)
            try await daemon.hasTaken(events.count, within: 120)
            let (report, _) = try await daemon.stop()
            #expect(report.events == events.count)
            #expect(report.rejected.isEmpty)

            let answers = try await Answers(at: broker)
            let mistakes = answers.mistakes(answering: events)
            #expect(mistakes.isEmpty, "\(mistakes.count), such as \(mistakes.prefix(3))")
            #expect(answers.published >= report.published)
            #expect(report.digest == (try await digest(of: events, in: broker.folder)))
            print(
                "\(report.events) events, \(report.published) answers, \(answers.newest.count)",
                "sessions, \(mistakes.count) not answered; digest \(report.digest)")
        }

        private func digest(of events: [Record], in folder: Folder) async throws -> String {
            let lines = events.reduce(into: [UInt8]()) { $0 += ($1.value ?? []) + [0x0A] }
            let input = try folder.write(lines, as: "topic.jsonl")
            let command = try await Command([
                "replay", "--input", input, "--no-lists", "--report", folder("replay.json"),
            ])
            try #require(command.exit == .code(0), "\(command.errors)")
            return try folder.json("replay.json", as: RunReport.self).digest
        }

        private func report(_ what: String, _ memory: [Double]) {
            print(
                "broker \(what) for \(Installation.outageSeconds) s: RSS",
                "\(rounded(memory.first ?? 0)) MiB at first, \(rounded(memory.max() ?? 0)) at most,",
                "\(rounded(memory.last ?? 0)) at last, \(memory.count) samples")
        }
    }
}
