import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// What an operator can see of the state on the disk.
    struct SnapshotCommandTests {
        @Test(.timeLimit(.minutes(2)))
        func `snapshots are listed, inspected, verified, compared and exported`() async throws {
            try await Broker.run { broker in
                let path = try await Feed.generated(4_000, in: broker.folder)
                let keyed = try Feed.keyed(path, files: 2, in: broker.folder)
                let state = broker.folder("state")
                let digests = try await [
                    run(keyed[0], total: 2_000, at: broker),
                    run(keyed[1], total: 4_000, at: broker),
                ]

                let list = try await snapshot("list", state)
                let newest = try #require(list.first)
                #expect(newest.contains("4000 events  topic events at 0:4000"))
                let verified = try await snapshot("verify", state)
                #expect(verified.contains { $0.contains("good") && $0.contains(digests[1]) })
                #expect(verified.last == "order journal: 0 batches after the newest")

                let files = list.map { "\(state)/\($0.prefix { $0 != " " })" }
                let inspected = try await snapshot("inspect", files[0])
                #expect(inspected.contains("events            4000"))
                #expect(inspected.contains("  sessions.tail = 30"))
                #expect(try await snapshot("diff", files[0], files[0]) == [])
                let differences = try await snapshot("diff", files[0], files[1], exit: 1)
                #expect(differences.contains { $0.hasPrefix("next offsets: 0:4000, 0:") })
                #expect(differences.contains { $0.hasPrefix("directory: ") })

                let lines = try await snapshot("export", files[0])
                #expect(lines.count { $0.hasPrefix(#"{"aid":"#) } > 500)
                #expect(lines.count { $0.hasPrefix(#"{"session":"#) } > 300)
                for line in lines {
                    _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
                }

                try damage(files[0])
                let damaged = try await snapshot("verify", state, exit: 65)
                #expect(damaged[0].contains("checksum is wrong"), "\(damaged)")
                let again = try await run(nil, total: 4_000, at: broker)
                #expect(again == digests[1], "the generation before, and the journal's batches")
                #expect(try await snapshot("list", state).count >= 2)
            }
        }

        /// Runs a daemon until it has counted so much; returns its digest.
        private func run(_ keyed: String?, total: Int, at broker: Broker) async throws -> String {
            var digest = ""
            let settings = [
                "snapshots.directory=\(broker.folder("state"))", "snapshots.interval=100ms",
            ]
            try await Daemon.run(at: broker, settings: settings) { daemon in
                if let keyed { try await Feed.produce(keyed, to: broker) }
                try await daemon.status("\(total) events") { $0.stateEvents == total }
                digest = try await daemon.stop().report.digest
            }
            return digest
        }

        private func snapshot(_ arguments: String..., exit: Int32 = 0) async throws -> [Substring] {
            let command = try await Command(["snapshot"] + arguments)
            #expect(command.exit == .code(exit), "\(arguments): \(command.errors)")
            return command.output.split(separator: "\n")
        }

        /// Flips a bit in the middle.
        private func damage(_ path: String) throws {
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: path))
        }
    }
}
