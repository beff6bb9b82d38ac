import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// Topics as files, and what comes of replaying them.
    struct RecordTests {
        /// noida-db answers a fetch with all there is, whatever was asked for.
        private func kafka(_ broker: Broker) -> [String] {
            [
                "kafka.bootstrap_servers=\(broker.address)",
                "kafka.properties.receive.message.max.bytes=2000000000",
            ].flatMap { ["--set", $0] }
        }

        private func record(
            _ arguments: [String], to file: String, at broker: Broker
        ) async throws {
            let command = try await Command(
                ["record", "--output", file] + kafka(broker) + arguments)
            try #require(command.exit == .code(0), "\(command.errors)")
        }

        private func replay(
            _ input: String, _ arguments: [String] = [], in folder: Folder
        ) async throws -> RunReport {
            let command = try await Command(
                ["replay", "--input", input, "--report", folder("replay.json")] + arguments)
            try #require(command.exit == .code(0), "\(command.errors)")
            return try folder.json("replay.json")
        }

        /// A version and what was published under it.
        private func version(_ value: [UInt8]) throws -> String {
            let source = try JSONDecoder().decode(Recommendation.self, from: Data(value)).source
            return "\(source.partition)/\(source.offset)"
        }

        /// An event that is too new now, and is not when it is replayed.
        private func hasty(_ session: Int, in milliseconds: Int) -> (key: [UInt8]?, value: [UInt8])
        {
            let time = Int(Date.now.timeIntervalSince1970 * 1_000) + milliseconds
            let event = #"{"session":\#(session),"aid":1,"ts":\#(time),"type":"clicks"}"#
            return (Array("\(session)".utf8), Array(event.utf8))
        }

        @Test(.timeLimit(.minutes(3)), arguments: [false, true])
        func `a recording in the order of the journal repeats the live run to the byte`(
            isKilled: Bool
        ) async throws {
            try await Broker.run(partitions: 4) { broker in
                let folder = broker.folder
                let (live, rejectedCount) = try await runLive(at: broker, isKilled: isKilled)

                let file = folder("live.covisrec")
                let journal = ["--journal", folder("state")]
                try await record(journal, to: file, at: broker)
                let past = Date.now + 3.1
                try await eventually("a time when none is too new", within: 10) {
                    Date.now > past ? true : nil
                }
                let replayed = try await replay(
                    file, ["--output", folder("lists.jsonl"), "--set", Self.judged], in: folder)
                #expect(replayed.digest == live.digest)
                #expect(replayed.events == live.stateEvents)
                #expect(replayed.rejected == ["too_new": rejectedCount])
                try await expectSameLists(folder.bytes("lists.jsonl"), at: broker)

                // The same from the topic itself, and nothing more is recorded.
                let again = try await replay(
                    "kafka:events", journal + ["--set", Self.judged] + kafka(broker), in: folder)
                #expect(again.digest == live.digest)
                #expect(again.published == replayed.published)
                let before = folder.bytes("live.covisrec")
                try await record(journal, to: file, at: broker)
                #expect(folder.bytes("live.covisrec") == before)
            }
        }

        /// Only with the clock of its batch an event of today is judged as it was.
        private static let judged = "events.future_tolerance=0ms"

        /// The report of a daemon that keeps its journal, and how many events it refused; killed
        /// half way and started again, if asked to be.
        private func runLive(
            at broker: Broker, isKilled: Bool
        ) async throws -> (report: RunReport, rejectedCount: Int) {
            let folder = broker.folder
            let path = try await Feed.recording(in: folder)
            let pieces = try Feed.keyed(path, files: 4, in: folder)
            let settings = [
                Self.judged, "snapshots.directory=\(folder("state"))", "snapshots.interval=150ms",
                "snapshots.keep_journal=true", "batch.max_events=64",
                "kafka.group_instance_id=one", "kafka.properties.session.timeout.ms=6000",
            ]
            func play(_ range: Range<Int>) async throws {
                for index in range {
                    try await broker.produce([hasty(index, in: 3_000)])
                    try await Feed.produce(pieces[index], to: broker)
                }
            }
            if isKilled {
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    try await play(0..<2)
                    try await daemon.hasTaken(3_000)
                    daemon.program.send(SIGKILL)
                    _ = try await daemon.program.end(within: 10)
                }
            }
            var report: RunReport?
            try await Daemon.run(at: broker, settings: settings) { daemon in
                try await play(isKilled ? 2..<4 : 0..<4)
                try await daemon.status("17,435 events in the state") { $0.stateEvents == 17_435 }
                report = try await daemon.stop().report
            }
            return (try #require(report), pieces.count)
        }

        /// Each list that was published is there, byte for byte, and no other.
        private func expectSameLists(_ lines: [UInt8], at broker: Broker) async throws {
            var published: [String: [UInt8]] = [:]
            for record in try await broker.records(of: "recommendations") {
                let value = record.value ?? []
                let before = published.updateValue(value, forKey: try version(value))
                #expect(before ?? value == value)
            }
            let lines = lines.split(separator: UInt8(ascii: "\n")).map(Array.init)
            #expect(lines.count == published.count)
            let differentCount = try lines.count { published[try version($0)] != $0 }
            #expect(differentCount == 0, "of \(lines.count) lists")
            print("\(lines.count) lists, \(differentCount) of them differ")
        }

        @Test(.timeLimit(.minutes(5)))
        func `a recording that was killed goes on to the same content`() async throws {
            try await Broker.run(partitions: 4) { broker in
                let folder = broker.folder
                let path = try await Feed.generated(400_000, in: folder)
                try await Feed.produce(try Feed.keyed(path, in: folder)[0], to: broker)
                try await record([], to: folder("whole.covisrec"), at: broker)
                let whole = try await replay(
                    folder("whole.covisrec"), ["--no-lists"], in: folder)
                #expect(whole.events == 400_000)

                let size = folder.bytes("whole.covisrec").count
                var killed = 0
                for part in 1...4 {
                    let program = try Program(
                        Installation.daemon,
                        ["record", "--output", folder("killed.covisrec")] + kafka(broker),
                        errors: folder("killed.log"))
                    defer { program.end() }
                    try await eventually("part \(part)", within: 60) {
                        if program.ended != nil { return true }
                        return byteCount(folder("killed.covisrec")) > size * part / 6 ? true : nil
                    }
                    if program.ended == nil { killed += 1 }
                    program.send(SIGKILL)
                    _ = try await program.end(within: 10)
                    // A write that only some of reached the disk.
                    let handle = try FileHandle(
                        forWritingTo: URL(filePath: folder("killed.covisrec")))
                    try handle.truncate(
                        atOffset: UInt64(max(0, byteCount(folder("killed.covisrec")) - 1_000)))
                    try handle.close()
                    let torn = try await Command([
                        "replay", "--no-lists", "--input", folder("killed.covisrec"),
                    ])
                    #expect(torn.exit == .code(65))
                    #expect(torn.errors.contains("go on with record"))
                }
                #expect(killed > 0)
                try await record([], to: folder("killed.covisrec"), at: broker)
                let resumed = try await replay(
                    folder("killed.covisrec"), ["--no-lists"], in: folder)
                #expect(resumed.events == 400_000)
                #expect(resumed.digest == whole.digest)
                print("\(killed) kills; \(size) bytes for 400,000 events")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `a topic is replayed as its dump is, and the live group is left alone`() async throws {
            try await Broker.run(partitions: 1) { broker in
                let folder = broker.folder
                let path = try await Feed.recording(in: folder)
                try await Feed.produce(try Feed.keyed(path, in: folder)[0], to: broker)
                try await Daemon.run(at: broker, settings: ["kafka.group_instance_id=one"]) {
                    daemon in
                    try await daemon.hasTaken(17_435)
                    // With the live one at work, as a member of its group by the configuration.
                    let topic = try await replay(
                        "kafka:events",
                        ["--set", "kafka.group_instance_id=one"] + kafka(broker), in: folder)
                    let dump = try await replay(path, in: folder)
                    #expect(topic.events == 17_435)
                    #expect(topic.digest == dump.digest)
                    let report = try await daemon.stop().report
                    #expect(report.digest == dump.digest)
                }
                let committed = {
                    try KafkaRequest.committedOffset(
                        group: "covisitd", topic: "events", port: broker.port)
                }
                #expect(try committed() == 17_435)
                _ = try await replay(
                    "kafka:events", ["--to", "offset:100"] + kafka(broker), in: folder)
                try await record(["--to", "offset:50"], to: folder("a.covisrec"), at: broker)
                #expect(try committed() == 17_435)
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `bounds by offset and by time are kept`() async throws {
            try await Broker.run(partitions: 2) { broker in
                let folder = broker.folder
                let early = (0..<40).map { hasty($0, in: -60_000 + $0) }
                try await broker.produce(early)
                let middle = try await nextMillisecond()
                let late = (0..<30).map { hasty($0, in: -30_000 + $0) }
                try await broker.produce(late)
                let after = try await nextMillisecond()

                let file = folder("all.covisrec")
                try await record([], to: file, at: broker)
                let inSmallPartition = try await broker.records(of: "events").filter {
                    $0.offset < 5
                }.count
                let expected: [([String], Int)] = [
                    ([], 70), (["--from", "ts=\(middle)"], 30), (["--to", "ts=\(middle)"], 40),
                    (["--from", "last=1h"], 70), (["--from", "ts=\(after)"], 0),
                    (["--from", "ts=\(middle)", "--to", "ts=\(after)"], 30),
                    (["--to", "offset:5"], inSmallPartition),
                    (["--from", "offset:5"], 70 - inSmallPartition),
                    (["--from", "earliest", "--to", "end"], 70),
                ]
                for (index, (bounds, count)) in expected.enumerated() {
                    let topic = try await replay(
                        "kafka:events", bounds + kafka(broker), in: folder)
                    #expect(topic.events == count, "the topic \(bounds)")
                    let recorded = try await replay(file, bounds, in: folder)
                    #expect(recorded.events == count, "the recording \(bounds)")
                    #expect(recorded.digest == topic.digest, "\(bounds)")
                    let part = folder("\(index).covisrec")
                    try await record(bounds, to: part, at: broker)
                    #expect(try await replay(part, in: folder).events == count, "\(bounds)")
                }
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `what does not go together is named`() async throws {
            try await Broker.run(partitions: 1) { broker in
                let folder = broker.folder
                try await broker.produce([hasty(1, in: -1_000)])
                try await record([], to: folder("a.covisrec"), at: broker)
                let line = try folder.write("{}\n".utf8, as: "a.jsonl")
                try await expect(65, "is something else", ["record", "--output", line], broker)
                #expect(folder.text("a.jsonl") == "{}\n")
                try await expect(
                    65, #"it is of topic "events""#,
                    ["record", "--topic", "related-items", "--output", folder("a.covisrec")],
                    broker)
                try await expect(
                    65, "is not complete",
                    ["record", "--journal", folder.path, "--output", folder("b.covisrec")], broker)
                try await expect(
                    69, "no-such-topic",
                    ["record", "--topic", "no-such-topic", "--output", folder("c.covisrec")],
                    broker)
                let a = folder("a.covisrec")
                try await expect(64, "do not go together", ["replay", "--input", a, line], broker)
                try await expect(
                    64, "are for topics", ["replay", "--from", "last=1h", "--input", line], broker)
                try await expect(
                    64, "last=24h", ["replay", "--from", "yesterday", "--input", a], broker)
                try await expect(
                    66, "none.covisrec", ["replay", "--input", folder("none.covisrec")], broker)
            }
        }

        private func expect(
            _ code: Int32, _ words: String, _ arguments: [String], _ broker: Broker
        ) async throws {
            let command = try await Command(arguments + kafka(broker))
            #expect(command.exit == .code(code), "\(arguments): \(command.errors)")
            #expect(command.errors.contains(words), "\(arguments): \(command.errors)")
        }

        private func byteCount(_ path: String) -> Int {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? Int) ?? 0
        }

        /// A time after everything so far, and not after anything that comes later.
        private func nextMillisecond() async throws -> String {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let now = Date.now.timeIntervalSince1970 + 0.005
            try await eventually("the next milliseconds", within: 5) {
                Date.now.timeIntervalSince1970 > now + 0.002 ? true : nil
            }
            return Date(timeIntervalSince1970: now).formatted(style)
        }
    }
}
