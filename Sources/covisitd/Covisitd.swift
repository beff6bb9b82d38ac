internal import ArgumentParser
internal import KafkaTransport

/// The version of this build, as published and logged.
let daemonVersion = "0.1.0"

@main
struct Covisitd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "covisitd",
        abstract: "Recommendations for online shops, from a Kafka topic, in real time.",
        discussion: """
            Consumes click, cart and order events, counts which items go together, and publishes \
            for every session the items most likely to be clicked, carted and ordered next.

            Try it:             covisitd demo
            Check a file:       covisitd check-config --config config.yaml --connect
            Run it:             covisitd run --config config.yaml
            Record a topic:     covisitd record --config config.yaml --output events.covisrec
            Replay a recording: covisitd replay --config config.yaml --input events.jsonl.gz
            Search settings:    covisitd tune --train events.jsonl.gz --space space.yaml

            Exit codes: 0 done; 64 wrong usage; 65, 66 damaged or missing input, or a \
            topic that does not go on where the state left off; 69 Kafka not \
            available; 73, 74 output cannot be written; 75 stopped before everything was \
            delivered; 78 wrong configuration.
            """,
        version: "covisitd \(daemonVersion), librdkafka \(librdkafkaVersion())",
        subcommands: [
            RunCommand.self, CheckConfigCommand.self, ReplayCommand.self, RecordCommand.self,
            BacktestCommand.self, TuneCommand.self, DemoCommand.self, GenerateCommand.self,
            SnapshotCommand.self,
            SimulateCommand.self,
        ])
}
