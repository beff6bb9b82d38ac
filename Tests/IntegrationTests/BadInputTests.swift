import Testing

extension IntegrationTests.BrokerTests {
    struct BadInputTests {
        @Test(.timeLimit(.minutes(2)))
        func `bad records are counted, kept as they came, and hold nobody up`() async throws {
            let inputs = BadInput.all
            let counts = BadInput.countByReason(inputs).merging(["tombstone": 1]) { $0 + $1 }
            try await Broker.run { broker in
                try await produce(inputs, to: broker)
                let asked = try await broker.records(of: "events")
                try #require(asked.count == inputs.count * 2 + 2)
                var report: RunReport?
                var version = ""
                try await Daemon.run(at: broker) { daemon in
                    try await daemon.hasTaken(asked.count)
                    let status = try daemon.status()
                    version = status.version
                    #expect(status.rejected == counts)
                    #expect(status.deadLetters == inputs.count + 1)
                    report = try await daemon.stop().report
                }
                #expect(report?.events == inputs.count + 1)
                #expect(report?.rejected == counts)

                let isGood = { (record: Record) in Int(record.keyText) != nil }
                let answers = try await Answers(at: broker)
                let mistakes = answers.mistakes(answering: asked.filter(isGood))
                #expect(mistakes.isEmpty, "\(mistakes)")

                let letters = try await broker.records(of: "events-dead-letter")
                let reasons = inputs.map { ($0.name, $0.reason) } + [("tombstone", "tombstone")]
                let bad = asked.filter { !isGood($0) }
                #expect(letters.count == bad.count)
                for ((record, letter), (name, reason)) in zip(zip(bad, letters), reasons) {
                    #expect(letter.value == record.value, "\(name)")
                    #expect(letter.key == record.key, "\(name)")
                    let headers = [
                        "covisitd.topic": "events", "covisitd.partition": "0",
                        "covisitd.offset": "\(record.offset)", "covisitd.reason": reason,
                        "covisitd.version": version,
                    ]
                    #expect(letter.headers == headers, "\(name)")
                }
            }
        }

        /// Every bad record before a good one, each of a session of its own; at the end a
        /// tombstone, and a good one.
        private func produce(_ inputs: [BadInput], to broker: Broker) async throws {
            let good = { (number: Int) -> (key: [UInt8]?, value: [UInt8]) in
                let session = "\(1_000 + number)"
                return (Array(session.utf8), Array(BadInput.event(session: session).utf8))
            }
            let records = inputs.enumerated().flatMap { [($1.key, $1.value), good($0)] }
            try await broker.produce(records, more: ["-z", "zstd"])
            try await broker.produce([(Array("gone".utf8), [])], more: ["-Z"])
            try await broker.produce([good(inputs.count)])
        }
    }
}
