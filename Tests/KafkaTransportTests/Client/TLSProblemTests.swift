import Testing

@testable import KafkaTransport

struct TLSProblemTests {
    /// What librdkafka 2.0.2 said, connecting to stunnel and to a broker without TLS.
    private static let sayings = [
        (
            "ssl://127.0.0.1:34283/bootstrap: Receive failed: ../ssl/record/rec_layer_s3.c:1602:"
                + "ssl3_read_bytes error:0A00045C:SSL routines::tlsv13 alert certificate required: "
                + "SSL alert number 116 (after 0ms in state APIVERSION_QUERY)",
            "asks for a client certificate"
        ),
        (
            "ssl://127.0.0.1:52185/bootstrap: Receive failed: ../ssl/record/rec_layer_s3.c:1602:"
                + "ssl3_read_bytes error:0A000418:SSL routines::tlsv1 alert unknown ca: SSL alert "
                + "number 48 (after 0ms in state APIVERSION_QUERY)",
            "does not trust the CA of our certificate"
        ),
        (
            "ssl://127.0.0.1:29093/bootstrap: error:0A000126:SSL routines::unexpected eof while "
                + "reading (after 0ms in state SSL_HANDSHAKE)",
            "does not speak TLS at this port"
        ),
        ("ssl://a:1/2: SSL alert number 45 (after 1ms in state UP)", "has expired: renew it"),
        ("ssl://a:1/2: SSL alert number 80", "alert 80: its log says why"),
    ]

    @Test(arguments: sayings)
    func `what librdkafka says is put in words that help`(saying: String, meaning: String) throws {
        let problem = try #require(TLSProblem(saying))
        #expect(problem.message.contains(meaning))
        let error = KafkaError(problem, detail: saying)
        #expect(error.message.hasPrefix("ssl://"))
        #expect(error.message.hasSuffix(problem.message))
        #expect(error.name == "_SSL" && !error.isRetriable)
    }

    @Test(arguments: [
        "127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms "
            + "in state CONNECT)",
        "ssl://a:1/2: Disconnected (after 60000ms in state UP)",
        "ssl://a:1/2: SSL alert number", "",
    ])
    func `other troubles are not taken for TLS`(saying: String) {
        #expect(TLSProblem(saying) == nil)
    }

    @Test func `each thing wrong with a certificate has its own words`() {
        let messages = [9, 10, 20, 23, 62, 7].map {
            TLSProblem(certificateError: $0, depth: 0).message
        }
        #expect(Set(messages).count == messages.count)
        #expect(messages.last?.contains("X509 error 7") == true)
        #expect(
            TLSProblem(certificateError: 10, depth: 1).message.hasPrefix("a CA of the broker's"))
    }
}
