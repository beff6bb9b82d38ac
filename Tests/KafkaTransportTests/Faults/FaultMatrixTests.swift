import KafkaTransport
import StreamPipeline
import Testing

/// Every kind of request, failing with every kind of error.
///
/// Nothing is lost or taken twice: in the end everything has arrived, or the error has come out by
/// its name. `COVISITD_SOAK=1` runs all codes, once and three times each.
struct FaultMatrixTests {
    /// Rows at work at the same time; each has a cluster of its own, and mostly waits.
    private static let gate = Gate(width: 24)

    @Test(arguments: Fault.matrix)
    func `a request that fails costs nothing or is named`(fault: Fault) async throws {
        await Self.gate.enter()
        do {
            let outcome = try await outcome(of: fault)
            #expect(outcome == fault.expected)
        } catch {
            Issue.record(error)
        }
        await Self.gate.leave()
    }

    private func outcome(of fault: Fault) async throws -> Outcome {
        switch fault.place {
        case .fetch: try await SourceScenario.running(.fetch, fault.codes)
        case .heartbeat: try await SourceScenario.running(.heartbeat, fault.codes)
        case .offsetCommit: try await SourceScenario.running(.offsetCommit, fault.codes)
        case .listOffsets: try await SourceScenario.starting(.listOffsets, fault.codes)
        case .findCoordinator: try await SourceScenario.starting(.findCoordinator, fault.codes)
        case .joinGroup: try await SourceScenario.starting(.joinGroup, fault.codes)
        case .syncGroup: try await SourceScenario.starting(.syncGroup, fault.codes)
        case .metadataAtStart: try await SourceScenario.metadata(fault.code)
        case .metadataLater: try await SourceScenario.runningMetadata(fault.code)
        case .produce: try await SinkScenario.run(.produce, fault.codes)
        case .initProducerID: try await SinkScenario.run(.initProducerID, fault.codes)
        case .metadataOfOutput: try await SinkScenario.metadata(fault.code)
        }
    }

    @Test func `reading with round trips of two seconds`() async throws {
        #expect(try await SourceScenario.slow(by: .seconds(2)) == .recovered)
    }

    @Test func `publishing with round trips of two seconds`() async throws {
        #expect(try await SinkScenario.slow(by: .seconds(2)) == .recovered)
    }

    @Test(arguments: Fault.names.keys.sorted())
    func `offsets of the group that cannot be fetched are found by the check`(
        code: Int16
    ) async throws {
        await Self.gate.enter()
        let cluster = try await Cluster()
        await cluster.broker.fail(.offsetFetch, with: Array(repeating: code, count: 3))
        let findings = try await KafkaConnectionCheck(settings: cluster.settings).run()
        let finding = try #require(findings.first { $0.subject == "kafka.group_id" })
        let name = try #require(Fault.names[code])
        // What librdkafka tries again it tries for as long as we wait.
        #expect(
            finding.verdict == .passed || finding.message.contains(name)
                || finding.message.contains("_TIMED_OUT"), "\(finding.message)")
        await cluster.broker.close()
        await Self.gate.leave()
    }
}

/// Lets so many in at a time.
private actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
