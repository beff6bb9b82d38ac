import Foundation
import Testing

extension IntegrationTests {
    struct ReplayTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        private func replay(
            _ arguments: [String], input: String = Installation.recording,
            binary: String = Installation.daemon
        ) async throws -> RunReport {
            let command = try await Command(
                ["replay", "--input", input, "--report", folder("report.json")] + arguments,
                binary: binary)
            try #require(command.exit == .code(0), "\(command.errors)")
            return try folder.json("report.json")
        }

        @Test(.timeLimit(.minutes(1)))
        func `the digest is the same for any workers and any batch`() async throws {
            var digests: [String: String] = [:]
            for workers in [1, 2, 8] {
                for batch in [1, 7, 512, 4_096] {
                    let report = try await replay([
                        "--workers", "\(workers)", "--batch-max-events", "\(batch)",
                    ])
                    #expect(report.events == 17_435)
                    digests["\(workers) workers, batches of \(batch)"] = report.digest
                }
            }
            #expect(Set(digests.values).count == 1, "\(digests)")
        }

        @Test(
            .timeLimit(.minutes(1)),
            .enabled(if: Installation.debugDaemon != nil, "COVISITD_TEST_DEBUG_BINARY is unset"))
        func `a debug build ends in the same state`() async throws {
            let debug = try #require(Installation.debugDaemon)
            let report = try await replay([], binary: debug)
            #expect(report.digest == (try await replay([])).digest)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a speed keeps events as far apart as they were, and changes nothing else`()
            async throws
        {
            let start = 1_661_724_000_000
            let lines = (0..<40).map { index in
                // One in four is no event, and one comes late.
                index % 4 == 3
                    ? "{}"
                    : #"{"session":\#(index % 3),"aid":\#(index % 7),"ts":\#(start + index / 20 * 500_000 - index),"type":"clicks"}"#
            }
            let input = try folder.write(lines.joined(separator: "\n").utf8, as: "slow.jsonl")
            let fast = try await replay([], input: input)
            let paced = try await replay(["--speed", "1000x"], input: input)
            #expect(fast.seconds < 0.4)
            #expect(paced.seconds > 0.4)
            #expect(paced.events == 30)
            #expect(paced.rejected == ["missing_field": 10])
            #expect(paced.digest == fast.digest)
            let wrong = try await Command(["replay", "--input", input, "--speed", "0x"])
            #expect(wrong.exit == .code(64))
        }

        @Test(.timeLimit(.minutes(1)))
        func `the report has every field of the contract`() async throws {
            let report = try await replay(["--output", folder("lists.jsonl")])
            #expect(report.events == 17_435)
            #expect(report.rejected == [:])
            #expect(report.sessions > 1_000)
            #expect(report.items > 1_000)
            #expect(report.pairUpdates > report.events)
            #expect(report.published == folder.lines("lists.jsonl").count)
            #expect(report.seconds > 0)
            #expect(report.eventsPerSecond > 0)
            #expect(report.peakRSSBytes > 1 << 20)
            #expect(report.digest.count == 16)
        }

        @Test(.timeLimit(.minutes(1)))
        func `plain, gzip and zstd are told apart by content`() async throws {
            let plain = try await Feed.recording(in: folder)
            try FileManager.default.moveItem(atPath: plain, toPath: folder("plain.gz"))
            try await compress("gzip", folder("plain.gz"), to: folder("gzip.zst"))
            try await compress("zstd", folder("plain.gz"), to: folder("zstd.jsonl"))
            let digest = try await replay([]).digest
            for file in ["plain.gz", "gzip.zst", "zstd.jsonl"] {
                let report = try await replay([], input: folder(file))
                #expect(report.events == 17_435, "\(file)")
                #expect(report.digest == digest, "\(file)")
            }
        }

        private func compress(_ program: String, _ input: String, to output: String) async throws {
            let program = try Program(program, ["-c", "-q"], input: input, output: output)
            defer { program.end() }
            try #require(try await program.end(within: 20) == .code(0))
        }

        @Test(.timeLimit(.minutes(1)))
        func `OTTO's sessions, one a line, are the same events`() async throws {
            let sessions = [
                #"{"session":1,"events":[{"aid":5,"ts":1661724000000,"type":"clicks"},"#
                    + #"{"aid":6,"ts":1661724001000,"type":"carts"}]}"#,
                #"{"session":2,"events":[{"aid":6,"ts":1661724002000,"type":"orders"}]}"#,
            ]
            let events = [
                BadInput.event(session: "1", aid: "5", ts: "1661724000000"),
                BadInput.event(session: "1", aid: "6", ts: "1661724001000", type: #""carts""#),
                BadInput.event(session: "2", aid: "6", ts: "1661724002000", type: #""orders""#),
            ]
            let expected = try await replay([], input: try write(events, as: "events"))
            let report = try await replay([], input: try write(sessions, as: "sessions"))
            #expect(report.events == 3)
            #expect(report.sessions == 2)
            #expect(report.pairUpdates > 0)
            #expect(report.digest == expected.digest)
        }

        private func write(_ lines: [String], as name: String) throws -> String {
            try folder.write(lines.map { $0 + "\n" }.joined().utf8, as: name)
        }

        @Test(.timeLimit(.minutes(1)))
        func `bad lines are counted by reason and pass`() async throws {
            let inputs = BadInput.all.filter { !$0.value.isEmpty && !$0.value.contains(0x0A) }
            var bytes: [UInt8] = []
            let good = Array("\n\(BadInput.event())\n".utf8)
            for input in inputs { bytes += input.value + good }
            let report = try await replay([], input: try folder.write(bytes, as: "bad"))
            #expect(report.events == inputs.count)
            #expect(report.rejected == BadInput.countByReason(inputs))
        }

        @Test(.timeLimit(.minutes(1)))
        func `counting only gives the same state and publishes nothing`() async throws {
            let report = try await replay(["--no-lists", "--output", folder("none.jsonl")])
            #expect(report.published == 0)
            #expect(folder.bytes("none.jsonl").isEmpty)
            #expect(report.digest == (try await replay([])).digest)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a limit ends a replay after so many events`() async throws {
            #expect(try await replay(["--limit", "1000"]).events == 1_000)
        }

        @Test(.timeLimit(.minutes(1)))
        func `output - is the standard output, and nothing but lists`() async throws {
            let command = try await Command([
                "replay", "--input", Installation.recording, "--limit", "50", "--output", "-",
            ])
            #expect(command.exit == .code(0))
            let lines = command.output.split(separator: "\n")
            #expect(try newestLists(of: lines).count > 1)
        }

        @Test(.timeLimit(.minutes(1)))
        func `a session of 100,000 events costs a bounded number of pairs`() async throws {
            let count = 100_000
            let lines = (0..<count).map { index in
                BadInput.event(aid: "\(index)", ts: "\(1_661_724_000_000 + index)")
            }
            let report = try await replay([], input: try write(lines, as: "bot"))
            #expect(report.events == count)
            // Three matrices, 30 partners, both directions.
            #expect(report.pairUpdates <= count * 3 * 30 * 2)
            #expect(report.peakRSSBytes < 1 << 30)
        }
    }
}

// MARK: - Files that are not there

extension IntegrationTests {
    struct ReplayFileTests {
        @Test(.timeLimit(.minutes(1)))
        func `a missing recording is named, exit 66`() async throws {
            let command = try await Command(["replay", "--input", "/nonexistent/events.jsonl"])
            #expect(command.exit == .code(66))
            #expect(command.errors.contains("/nonexistent/events.jsonl"))
        }

        @Test(.timeLimit(.minutes(1)))
        func `a damaged recording is named, exit 65`() async throws {
            let folder = try Folder()
            let bytes = try Data(contentsOf: URL(filePath: Installation.recording))
            let path = try folder.write(bytes.prefix(bytes.count / 2), as: "half.gz")
            let command = try await Command(["replay", "--input", path])
            #expect(command.exit == .code(65))
            #expect(command.errors.contains(path))
        }

        @Test(
            .timeLimit(.minutes(1)),
            arguments: ["/nonexistent/x", "/dev/full"], ["--output", "--related", "--report"])
        func `an output that cannot be written is named, exit 73 or 74`(
            path: String, option: String
        ) async throws {
            let command = try await Command([
                "replay", "--input", Installation.recording, option, path,
            ])
            #expect(command.exit == .code(73) || command.exit == .code(74), "\(command.exit)")
            #expect(command.errors.contains(path))
        }
    }
}
