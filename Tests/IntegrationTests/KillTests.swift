import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// kill -9 at random moments over one feed: while starting, restoring, repeating, counting,
    /// writing a snapshot, stopping. deploy/chaos.sh asks for hundreds of them.
    struct KillTests {
        @Test(.timeLimit(.minutes(60)))
        func `killed at any moment, one partition: the state is that of a run never killed`()
            async throws
        {
            try await Broker.run(partitions: 1) { broker in
                let killed = try await runKilled(at: broker)
                let topic = try await dump(partitions: 1, of: broker)
                let replayed = try await replay(topic, in: broker.folder)
                expectEqual(killed, replayed)
            }
        }

        @Test(.timeLimit(.minutes(60)))
        func `killed at any moment, four partitions: the state is that of the journaled order`()
            async throws
        {
            try await Broker.run(partitions: 4) { broker in
                let killed = try await runKilled(at: broker)
                let topic = try await dump(partitions: 4, of: broker)
                let journal = ["--journal", broker.folder("state")]
                expectEqual(killed, try await replay(topic, journal, in: broker.folder))
            }
        }

        private struct Run {
            var report: RunReport
            /// By session, the newest.
            var lists: [String: Recommendation]
        }

        private func expectEqual(_ killed: Run, _ replayed: Run) {
            #expect(killed.report.digest == replayed.report.digest)
            #expect(killed.report.stateEvents == replayed.report.events)
            #expect(killed.report.sessions == replayed.report.sessions)
            #expect(killed.report.pairUpdates == replayed.report.pairUpdates)
            #expect(killed.lists.count == replayed.lists.count)
            let different = replayed.lists.filter { killed.lists[$0]?.lists != $1.lists }.keys
            #expect(different.isEmpty, "\(different.count), such as \(different.prefix(3))")
        }

        /// Feeds a topic piece by piece, kills the daemon once for each, and then lets it be.
        private func runKilled(at broker: Broker) async throws -> Run {
            let kills = Installation.killCount
            let path = try await Feed.generated(max(10_000, 100 * kills), in: broker.folder)
            let pieces = try Feed.keyed(path, files: kills, in: broker.folder)
            var random = Seeded(seed: Installation.killSeed)
            var survived = 0
            let (address, folder) = (broker.address, broker.folder)
            for piece in pieces {
                async let load: Void = Kcat.insist(file: piece, at: address, folder)
                let milliseconds = Int.random(in: 5...900, using: &random)
                if try await kill(broker, after: milliseconds) { survived += 1 }
                try await load
            }
            var report: RunReport?
            try await Daemon.run(at: broker, settings: settings(broker)) { daemon in
                let total = max(10_000, 100 * kills)
                try await daemon.status("\(total) events in the state", within: 120) {
                    $0.stateEvents == total
                }
                report = try await daemon.stop().report
            }
            let answers = try await Answers(at: broker)
            let mistakes = answers.mistakes(answering: try await broker.records(of: "events"))
            #expect(mistakes.isEmpty, "\(mistakes.count), such as \(mistakes.prefix(3))")
            let changed = try await changedRecords(of: broker)
            #expect(changed.isEmpty, "\(changed.count), such as \(changed.prefix(3))")
            print(
                "\(kills) kills (seed \(Installation.killSeed)), \(survived) after READY;",
                "\(answers.newest.count) sessions, \(mistakes.count) wrong,",
                "\(answers.published) lists published; digest \(report?.digest ?? "none")")
            return Run(report: try #require(report), lists: answers.newest)
        }

        /// Runs the daemon for so long; whether it was consuming when it was killed.
        private func kill(_ broker: Broker, after milliseconds: Int) async throws -> Bool {
            let log = broker.folder("killed.log")
            try? FileManager.default.removeItem(atPath: log)
            let program = try Program(
                Installation.daemon,
                ["run", "--report", broker.folder("killed.json")]
                    + settings(broker, atBroker: true).flatMap { ["--set", $0] },
                output: log, errors: log)
            defer { program.end() }
            try await Task.sleep(for: .milliseconds(milliseconds))
            if let exit = program.ended {
                throw Failure("it ended by itself, \(exit): \(broker.folder.text("killed.log"))")
            }
            program.send(SIGKILL)
            _ = try await program.end(within: 10)
            return broker.folder.text("killed.log").contains("\"source_assigned\"")
        }

        /// Rows have room for everything, so that the state is what the oracle counts:
        /// `RealFeedOracleTests` holds the same feed to it, and prints its digest.
        private static let roomyRows =
            ["rows.updates_per_slot_to_grow=0"]
            + ["clicks", "carts-orders", "buy-to-buy"].map { "matrices.\($0).neighbours=65536" }

        private func settings(_ broker: Broker, atBroker: Bool = false) -> [String] {
            Self.roomyRows + [
                "snapshots.directory=\(broker.folder("state"))", "snapshots.interval=150ms",
                "snapshots.keep_journal=true", "kafka.group_instance_id=one",
                // Killed and started again, it is the same member.
                "kafka.properties.session.timeout.ms=6000", "batch.max_events=64",
            ]
                + (atBroker
                    ? [
                        "kafka.bootstrap_servers=\(broker.address)", "log.format=json",
                        "kafka.properties.receive.message.max.bytes=2000000000", "http.port=0",
                    ] : [])
        }

        /// Records of one version whose content differs.
        private func changedRecords(of broker: Broker) async throws -> [String] {
            var contents: [String: [UInt8]] = [:]
            var changed: [String] = []
            for record in try await broker.records(of: "recommendations") {
                let value = record.value ?? []
                let source = try JSONDecoder().decode(Recommendation.self, from: Data(value)).source
                let version = "\(source.partition)/\(source.offset)"
                if contents.updateValue(value, forKey: version) ?? value != value {
                    changed.append(version)
                }
            }
            return changed
        }

        /// The topic as files, one for each partition.
        private func dump(partitions: Int, of broker: Broker) async throws -> [String] {
            let records = try await broker.records(of: "events")
            return try (0..<partitions).map { partition in
                let lines = records.filter { $0.partition == partition }
                    .sorted { $0.offset < $1.offset }
                    .reduce(into: [UInt8]()) { $0 += ($1.value ?? []) + [0x0A] }
                return try broker.folder.write(lines, as: "partition-\(partition).jsonl")
            }
        }

        private func replay(
            _ files: [String], _ more: [String] = [], in folder: Folder
        ) async throws -> Run {
            let command = try await Command(
                ["replay", "--input"] + files + [
                    "--output", folder("replay.jsonl"), "--report", folder("replay.json"),
                ] + more + Self.roomyRows.flatMap { ["--set", $0] })
            try #require(command.exit == .code(0), "\(command.errors)")
            return Run(
                report: try folder.json("replay.json"),
                lists: try newestLists(of: folder.lines("replay.jsonl")))
        }
    }
}

/// Random numbers that can be had again.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
