import Logging
import Testing
import WireFormats

@testable import Operations

struct TelemetryEventTests {
    static let samples: [TelemetryEvent] = [
        .daemonStarted(version: "0.1.0", librdkafkaVersion: "2.0.2", workers: 2),
        .memoryPlanned(bytes: 1, bytesWithStrings: 2, detail: "x"),
        .memoryShort(plannedBytes: 2, machineBytes: 1),
        .daemonStopping(cause: "SIGTERM"), .daemonStopped(events: 1, uptimeSeconds: 2.5),
        .serverListening(host: "127.0.0.1", port: 8787),
        .configurationReloaded(changes: ["log.level: info -> debug"]),
        .configurationRefused(cause: "x"), .restartNeeded(keys: ["workers"]),
        .logLevelChanged(level: "debug"),
        .sourceAssigned([1: 2, 0: 7]), .sourceRevoked([1, 0], isLost: false),
        .eventRejected(.malformed, partition: 0, offset: 1),
        .commitFailed(name: "_NO_OFFSET", detail: "x"),
        .stateRestored(place: "/x", events: 1, batches: 2, seconds: 0.5),
        .stateEmpty(cause: "x"), .generationDamaged(place: "/x", detail: "x"),
        .stateMigrated(detail: "x"), .snapshotWritten(place: "/x", bytes: 1, seconds: 0.5),
        .snapshotFailed(detail: "x"), .journalRested(detail: "x"), .orderRepeating(batches: 1),
        .orderRepeated, .orderAbandoned(partition: 0, batches: 1), .orderUnfinished(batches: 1),
        .sinkStalled(outstanding: 9), .sinkRecovered(stalledSeconds: 3),
        .deliveryRetried(name: "_MSG_TIMED_OUT", detail: "x"),
        .deadLetterDropped(name: "MSG_SIZE_TOO_LARGE", detail: "x"),
        .producerReplaced(name: "_FATAL", detail: "x", records: 5),
        .closeAbandoned(undelivered: 3),
        .connectionExposed(detail: "x"),
        .kafkaErrorReported(name: "_TRANSPORT", detail: "x", isFatal: false),
        .kafkaClientLogged(severity: 3, facility: "FAIL", detail: "x"),
    ]

    @Test func `every event has a name of its own`() {
        #expect(Set(Self.samples.map(\.entry.name)).count == Self.samples.count)
    }

    @Test(arguments: samples)
    func `names are snake case and messages hold no payload`(event: TelemetryEvent) {
        #expect(event.entry.name.allSatisfy { $0.isLowercase || $0 == "_" })
        #expect(!event.entry.message.contains { $0.isNumber })
    }

    @Test func `what a reader acts upon is loud enough`() {
        #expect(TelemetryEvent.sourceRevoked([1], isLost: false).entry.level == .info)
        #expect(TelemetryEvent.sourceRevoked([1], isLost: true).entry.level == .warning)
        let fatal = TelemetryEvent.kafkaErrorReported(name: "_FATAL", detail: "", isFatal: true)
        #expect(fatal.entry.level == .critical)
    }

    @Test func `offsets are listed by partition`() {
        #expect(
            TelemetryEvent.sourceAssigned([1: 2, 0: 7]).entry.metadata["offsets"] == "0:7,1:2")
    }
}
