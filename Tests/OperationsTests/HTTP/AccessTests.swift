import Testing

@testable import Operations

@Suite(.timeLimit(.minutes(1)))
struct AccessTests {
    private static let token = "0123456789abcdef"
    private static let guarded = HTTPOptions.with { $0.token = Array(token.utf8) }

    @Test(arguments: [
        "", "Authorization: Bearer 0123456789abcdee", "Authorization: Bearer 0123456789abcde",
        "Authorization: Bearer 0123456789abcdef0", "Authorization: Bearer", "Authorization: x",
        "Authorization: Basic 0123456789abcdef", "Authorization: Bearer  0123456789abcdef x",
    ])
    func `without the token nothing is told but health`(header: String) async throws {
        let traffic = HTTPTraffic()
        try await withServer(Self.guarded, traffic: traffic) { probe in
            for path in ["/status", "/v1/items/1/related", "/nothing"] {
                let reply = await probe.get(path, headers: header)
                #expect(reply.status == 401)
                #expect(reply.head.contains("www-authenticate: bearer"))
                #expect(!reply.body.contains(Self.token))
            }
            #expect(await probe.get("/healthz", headers: header).status == 200)
            #expect(await probe.get("/readyz", headers: header).status == 200)
        }
        #expect(traffic.status.refused == ["token": 3])
    }

    @Test(arguments: ["Bearer", "bearer"])
    func `with the token all is told`(scheme: String) async throws {
        try await withServer(Self.guarded) { probe in
            let reply = await probe.get(
                "/status", headers: "Authorization: \(scheme) \(Self.token)")
            #expect(reply.status == 200)
        }
    }

    @Test func `elsewhere than on loopback any name will do`() async throws {
        try await withServer(.with { $0.host = "0.0.0.0" }) { probe in
            #expect(await probe.get("/status", host: "shop.example").status == 200)
        }
    }

    @Test func `a refused Host header is counted`() async throws {
        let traffic = HTTPTraffic()
        try await withServer(traffic: traffic) { probe in
            #expect(await probe.get("/healthz", host: "shop.example").status == 403)
        }
        #expect(traffic.status.refused == ["host": 1])
    }

    @Test(arguments: [
        ("abc", "abc", true), ("abd", "abc", false), ("ab", "abc", false), ("abca", "abc", false),
        ("", "abc", false), ("", "", false), ("abcabc", "abc", false),
    ])
    func `texts are equal or not`(given: String, secret: String, expected: Bool) {
        #expect(isEqual(Array(given.utf8), Array(secret.utf8)) == expected)
    }
}
