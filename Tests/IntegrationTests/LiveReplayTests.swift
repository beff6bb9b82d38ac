import Testing

extension IntegrationTests.BrokerTests {
    struct LiveReplayTests {
        @Test(.timeLimit(.minutes(2)))
        func `a live run answers every session and ends in the state of its replay`() async throws {
            try await Broker.run(partitions: 1) { broker in
                let (report, answers) = try await play(at: broker)
                let (replayed, lists) = try await replay(in: broker.folder)

                #expect(report.digest == replayed.digest)
                #expect(report.pairUpdates == replayed.pairUpdates)
                #expect(answers.newest.count == lists.count)
                let different = lists.filter { answers.newest[$0]?.lists != $1.lists }.keys
                #expect(different.isEmpty, "\(different.count), such as \(different.prefix(3))")
            }
        }

        @Test(.timeLimit(.minutes(2)))
        func `four partitions give the counts of a replay`() async throws {
            try await Broker.run(partitions: 4) { broker in
                let (report, _) = try await play(at: broker)
                let (replayed, _) = try await replay(in: broker.folder)

                #expect(report.events == replayed.events)
                #expect(report.sessions == replayed.sessions)
                #expect(report.items == replayed.items)
                #expect(report.pairUpdates == replayed.pairUpdates)
            }
        }

        /// The recording through a daemon; every session's newest answer is checked.
        private func play(at broker: Broker) async throws -> (RunReport, Answers) {
            let path = try await Feed.recording(in: broker.folder)
            let keyed = try Feed.keyed(path, in: broker.folder)
            var report: RunReport?
            try await Daemon.run(at: broker) { daemon in
                try await Feed.produce(keyed[0], to: broker)
                try await daemon.hasTaken(17_435)
                report = try await daemon.stop().report
            }
            let answers = try await Answers(at: broker)
            let mistakes = answers.mistakes(answering: try await broker.records(of: "events"))
            #expect(mistakes.isEmpty, "\(mistakes.count), such as \(mistakes.prefix(3))")
            let found = try #require(report)
            #expect(found.events == 17_435)
            #expect(found.published == answers.published)
            return (found, answers)
        }

        private func replay(
            in folder: Folder
        ) async throws -> (RunReport, [String: Recommendation]) {
            let command = try await Command([
                "replay", "--input", Installation.recording, "--output", folder("replay.jsonl"),
                "--report", folder("replay.json"),
            ])
            try #require(command.exit == .code(0), "\(command.errors)")
            return (
                try folder.json("replay.json"),
                try newestLists(of: folder.lines("replay.jsonl"))
            )
        }
    }
}
