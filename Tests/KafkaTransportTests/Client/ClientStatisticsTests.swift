import StreamPipeline
import Testing

@testable import KafkaTransport

struct ClientStatisticsTests {
    /// As librdkafka 2.0.2 writes them, shortened.
    private static let sample = """
        { "name": "covisitd#producer-1", "client_id": "a \\"UP\\" b", "ts":5016483227792,
        "msg_cnt":22710, "msg_size":704010, "msg_max":500000, "brokers":{
        "localhost:9092/2": { "name":"localhost:9092/2", "nodeid":2, "state":"UP",
        "rtt": { "min":1580, "max":3389, "avg":2349, "sum":79868, "p99":3388, "cnt":34 },
        "req": { "Fetch":0, "Produce":13 }, "toppars":{ "t-0": { "topic":"t", "msg_cnt":7 } } },
        "localhost:9092/bootstrap": { "nodeid":-1, "state":"INIT", "rtt": { "avg":0, "cnt":0 } },
        "other:9092/1": { "nodeid":1, "state":"DOWN", "rtt": { "avg":0, "p99":0, "cnt":0 } } },
        "topics":{ "t": { "tx_bytes":1, "age":[1,{"x":[]},"]"] } },
        "tx":631, "tx_bytes":168584479, "rx":631, "rx_bytes":31084, "cgrp":{"state":"up"} }
        """

    private func read(_ text: some Sequence<UInt8>) -> ClientStatistics {
        Array(text).withUnsafeBytes { ClientStatistics(json: $0) }
    }

    @Test func `the figures are those at their own place`() {
        let statistics = read(Self.sample.utf8)
        #expect(statistics.queuedRecordCount == 22_710)
        #expect(statistics.queuedByteCount == 704_010)
        #expect(statistics.sentByteCount == 168_584_479)
        #expect(statistics.receivedByteCount == 31_084)
        #expect(statistics.isConnected)
        #expect(statistics.brokers.map(\.nodeID) == [1, 2])
        #expect(statistics.brokers.map(\.isUp) == [false, true])
        #expect(statistics.brokers.map(\.roundTripSeconds) == [nil, 0.002349])
        #expect(statistics.brokers.map(\.roundTripSecondsP99) == [nil, 0.003388])
    }

    @Test func `a name that says UP is no connection`() {
        let text = Self.sample.replacing("\"state\":\"UP\"", with: "\"state\":\"DOWN\"")
        #expect(!read(text.utf8).isConnected)
    }

    @Test func `text that ends anywhere is read to its end`() {
        let bytes = Array(Self.sample.utf8)
        for end in bytes.indices {
            #expect(read(bytes[..<end]).brokers.count <= 3)
        }
    }

    @Test func `text that was changed anywhere is read to its end`() {
        let bytes = Array(Self.sample.utf8)
        for index in bytes.indices {
            for byte in Array("{}[]\",:\\-9 \0".utf8) {
                var changed = bytes
                changed[index] = byte
                #expect(read(changed).brokers.count <= 4)
            }
        }
    }

    @Test(
        arguments: [
            ("9223372036854775807", Int.max), ("99999999999999999999", .max), ("-5", -5),
            ("1.5", 1),
            ("\"7\"", 0), ("null", 0), ("{\"a\":1}", 0), ("", 0),
        ] as [(String, Int)])
    func `a number that is none, or too large, stops nothing`(text: String, value: Int) {
        let statistics = read("{\"msg_cnt\":\(text),\"msg_size\":3}".utf8)
        #expect(statistics.queuedRecordCount == value)
    }

    @Test func `totals go on with another client`() {
        let earlier = read(Self.sample.utf8)
        var later = read("{\"tx_bytes\":10,\"rx_bytes\":20}".utf8)
        later.goOn(from: earlier)
        #expect(later.sentByteCount == 168_584_489)
        #expect(later.receivedByteCount == 31_104)
        #expect(later.queuedByteCount == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `librdkafka says how it fares`() async throws {
        var cluster = try await Cluster()
        cluster.settings.properties["statistics.interval.ms"] = "50"
        let sink = try cluster.sink()
        try await sink.publish(.init(.recommendations, [("1", "one")]))
        try await sink.flush()
        let deadline = ContinuousClock.now + .seconds(20)
        while await !sink.status().statistics.isConnected, ContinuousClock.now < deadline {
            try await sink.flush()
        }
        let status = await sink.status()
        #expect(status.statistics.isConnected)
        #expect(status.statistics.brokers.map(\.nodeID) == [1])
        #expect(status.statistics.sentByteCount > 0)
        #expect(status.statistics.receivedByteCount > 0)
        // One record, one round of reports.
        #expect(status.acknowledgeSeconds.count == 1)
        #expect(status.acknowledgeSeconds.sum > 0)
        await sink.close()
        await cluster.broker.close()
    }
}
