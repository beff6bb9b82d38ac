import Foundation
import Glibc

/// A broker of our own, on a free port of 127.0.0.1, with a fresh folder.
final class Broker {
    static let topics = [
        "recommendations": 4, "related-items": 4, "events-dead-letter": 1,
    ]

    let folder: Folder
    private let allTopics: [String: Int]
    private(set) var port = 0
    private var program: Program?

    var address: String { "127.0.0.1:\(port)" }

    init(folder: Folder, partitions: Int = 1) {
        self.folder = folder
        allTopics = Self.topics.merging(["events": partitions]) { $1 }
    }

    /// Runs `body` with a broker that has the daemon's topics, and ends it.
    static func run(
        partitions: Int = 1, _ body: (Broker) async throws -> Void
    ) async throws {
        let broker = Broker(folder: try Folder(), partitions: partitions)
        defer { broker.end() }
        try await broker.start()
        try KafkaRequest.createTopics(broker.allTopics, port: broker.port)
        try await body(broker)
    }

    /// Starts it, or starts it again: with the same data at the same port.
    func start() async throws {
        guard let path = Installation.broker else { throw Failure("no COVISITD_TEST_BROKER") }
        let log = "broker-\(UInt32.random(in: 0...UInt32.max)).log"
        let arguments = [
            "start", "--data-dir", folder("broker"), "--only", "kafka", "--kafka-port", "\(port)",
        ]
        let program = try Program(path, arguments, output: folder(log), errors: folder(log))
        self.program = program
        port = try await eventually("the broker", within: 30) { [folder] in
            if program.ended != nil { throw Failure("the broker ended: \(folder.text(log))") }
            let line = folder.lines(log).first { $0.contains("127.0.0.1:") && $0.contains("kafka") }
            guard let digits = line?.split(separator: ":").last?.prefix(while: \.isNumber),
                let port = Int(digits), (try? Connection(port: port)) != nil
            else { return nil }
            return port
        }
    }

    /// Stops it in good order; its data stay.
    func stop() async throws {
        program?.send(SIGTERM)
        _ = try await program?.end(within: 30)
    }

    /// Kills it and starts it again at the same port: it has lost what it had not saved.
    func restartKilled() async throws {
        program?.end()
        try await start()
        try makeTopics()
    }

    /// As if its disk had been replaced.
    func restartEmpty() async throws {
        program?.end()
        try FileManager.default.removeItem(atPath: folder("broker"))
        try await start()
        try makeTopics()
    }

    /// Makes the daemon's topics, where they are not there already.
    private func makeTopics() throws {
        for topic in allTopics {
            // One that is there is refused.
            try? KafkaRequest.createTopics([topic.key: topic.value], port: port)
        }
    }

    /// It keeps its connections, and answers nothing.
    func freeze() { program?.send(SIGSTOP) }
    func thaw() { program?.send(SIGCONT) }

    func end() { program?.end() }
}
