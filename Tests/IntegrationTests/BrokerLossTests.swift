import Foundation
import Testing

extension IntegrationTests.BrokerTests {
    /// A broker that forgets what it has acknowledged. noida-db does: killed, it loses its last
    /// half second, down to the topic itself.
    struct BrokerLossTests {
        private static let eventCount = 20_000

        @Test(.timeLimit(.minutes(3)))
        func `a log that has lost its end is named, refused, and read on where that is allowed`()
            async throws
        {
            try await Broker.run { broker in
                let path = try await Feed.generated(Self.eventCount, in: broker.folder)
                let keyed = try Feed.keyed(path, files: 2, in: broker.folder)
                try await Feed.produce(keyed[0], to: broker)
                let state = ["snapshots.directory=\(broker.folder("state"))"]
                try await Daemon.run(at: broker, settings: state) { daemon in
                    try await daemon.status("the first half in the state") {
                        $0.stateEvents == Self.eventCount / 2
                    }
                    _ = try await daemon.stop()
                }
                // The same port, and a log that ends before what was counted.
                try await broker.restartEmpty()

                let refusal = try await Command(arguments(broker, state), within: 60)
                #expect(refusal.exit == .code(65))
                #expect(refusal.errors.contains("events[0] ends at offset 0"), "\(refusal.errors)")
                #expect(refusal.errors.contains("recovery.offset_past_end"), "\(refusal.errors)")

                try await Feed.produce(keyed[1], to: broker)
                let policy = ["recovery.topic_recreated=continue"]
                try await Daemon.run(at: broker, settings: state + policy) { daemon in
                    try await daemon.status("both halves in the state") {
                        $0.stateEvents == Self.eventCount
                    }
                    _ = try await daemon.stop()
                }
                let restart = [
                    "recovery.offset_past_end=restart", "recovery.topic_recreated=restart",
                ]
                try await broker.restartEmpty()
                try await Daemon.run(at: broker, settings: state + restart) { daemon in
                    try await Feed.produce(keyed[0], to: broker)
                    try await daemon.status("the first half alone in the state") {
                        $0.stateEvents == Self.eventCount / 2
                    }
                    _ = try await daemon.stop()
                }
            }
        }

        @Test(.timeLimit(.minutes(3)))
        func `a broker killed under load is survived, or what it lost is named`() async throws {
            try await Broker.run { broker in
                let path = try await Feed.generated(Self.eventCount, in: broker.folder)
                let keyed = try Feed.keyed(path, files: 4, in: broker.folder)
                let settings = [
                    "snapshots.directory=\(broker.folder("state"))", "snapshots.interval=200ms",
                    "recovery.offset_past_end=continue", "recovery.topic_recreated=continue",
                ]
                try await Daemon.run(at: broker, settings: settings) { daemon in
                    for piece in keyed {
                        try await Feed.produce(piece, to: broker)
                        try await broker.restartKilled()
                    }
                    try await Feed.produce(keyed[0], to: broker)
                    let events = try await broker.records(of: "events")
                    try await eventually("an answer to every event that is left", within: 60) {
                        if let exit = daemon.program.ended {
                            throw Failure("\(exit) \(daemon.log)")
                        }
                        let mistakes = try await Answers(at: broker).mistakes(answering: events)
                        return mistakes.isEmpty ? true : nil
                    }
                    print("the broker kept \(events.count) of 25000 records; \(daemon.lost)")
                    _ = try await daemon.stop()
                }
            }
        }

        private func arguments(_ broker: Broker, _ settings: [String]) -> [String] {
            let all =
                settings + [
                    "kafka.bootstrap_servers=\(broker.address)", "http.port=0",
                    "kafka.properties.receive.message.max.bytes=2000000000",
                ]
            return ["run"] + all.flatMap { ["--set", $0] }
        }
    }
}

extension Daemon {
    /// What its log says of records that the topic has lost.
    fileprivate var lost: String {
        let lines = folder.lines("daemon.log").filter {
            $0.contains("offset_past_end") || $0.contains("topic_recreated")
        }
        return "\(lines.count) losses named"
    }
}
