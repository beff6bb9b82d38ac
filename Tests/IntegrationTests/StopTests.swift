import Glibc
import Testing

extension IntegrationTests.BrokerTests {
    struct StopTests {
        @Test(.timeLimit(.minutes(2)), arguments: [SIGTERM, SIGINT])
        func `a signal under load ends in good order with everything delivered`(
            signal: Int32
        ) async throws {
            try await Broker.run { broker in
                let path = try await Feed.generated(500_000, in: broker.folder)
                let keyed = try Feed.keyed(path, files: 2, in: broker.folder)
                try await Feed.produce(keyed[0], to: broker)
                try await Daemon.run(at: broker) { daemon in
                    let load = try broker.produce(file: keyed[1])
                    defer { load.end() }
                    try await daemon.hasTaken(20_000)
                    let (report, seconds) = try await daemon.stop(signal)
                    load.end()

                    #expect(seconds < 10)
                    #expect(report.rejected.isEmpty)
                    let committed = try KafkaRequest.committedOffset(
                        group: "covisitd", topic: "events", port: broker.port)
                    #expect(committed == Int64(report.events))
                    let events = try await broker.records(of: "events")
                    #expect(report.events < events.count, "there was no load")
                    let answers = try await Answers(at: broker)
                    #expect(answers.published == report.published)
                    let mistakes = answers.mistakes(
                        answering: events.filter { $0.offset < report.events })
                    #expect(mistakes.isEmpty, "\(mistakes.count), such as \(mistakes.prefix(3))")
                    print(
                        "signal \(signal): stopped in \(rounded(seconds)) s after",
                        "\(report.events) of \(events.count) events")
                }
            }
        }
    }
}
