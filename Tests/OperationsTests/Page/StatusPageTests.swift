import Testing

@testable import Operations

@Suite(.timeLimit(.minutes(1)))
struct StatusPageTests {
    private static let page = StatusPage.text(nonce: "NONCE")

    @Test func `the page is there without a token, its figures are not`() async throws {
        let options = HTTPOptions.with { $0.token = Array("0123456789abcdef".utf8) }
        try await withServer(options) { probe in
            let reply = await probe.get("/")
            #expect(reply.status == 200)
            #expect(reply.head.contains("content-type: text/html; charset=utf-8"))
            #expect(reply.head.contains("x-content-type-options: nosniff"))
            #expect(reply.body.hasPrefix("<!doctype html>"))
            #expect(await probe.get("/v1/sample").status == 401)
        }
    }

    @Test func `its style and script are let in by a nonce of one answer, all else is not`()
        async throws
    {
        try await withServer { probe in
            var nonces: Set<Substring> = []
            for _ in 0..<20 {
                let reply = await probe.get("/")
                let policy = try #require(
                    reply.head.firstMatch(of: /content-security-policy: ([^\r]*)/)?.1)
                let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-(\w+)'/)?.1)
                #expect(policy.hasPrefix("default-src 'none'; "))
                #expect(policy.contains("style-src 'nonce-\(nonce)'; connect-src 'self';"))
                #expect(!policy.contains("unsafe"))
                #expect(reply.body.contains("<script nonce=\"\(nonce)\">"))
                #expect(reply.body.contains("<style nonce=\"\(nonce)\">"))
                nonces.insert(nonce)
            }
            #expect(nonces.count == 20)
        }
    }

    @Test(arguments: [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
        "setAttribute('style'", "onclick", " style=", "localStorage",
    ])
    func `no text of the feed could become markup or script`(word: String) {
        #expect(!Self.page.contains(word))
    }

    @Test func `it loads nothing from anywhere`() {
        let addresses = Self.page.matches(of: /https?:\/\/[^'"\s]+/).map { String($0.output) }
        // The name of a language, which is never fetched.
        #expect(Set(addresses) == ["http://www.w3.org/2000/svg"])
        #expect(!Self.page.contains("src="))
    }

    @Test func `every part has a heading, every field a label`() {
        let headings = Self.page.matches(of: /aria-labelledby="([^"]+)"/).map(\.1)
        #expect(headings.count >= 11)
        for heading in headings { #expect(Self.page.contains("<h2 id=\"\(heading)\">")) }
        let fields = Self.page.matches(of: /<(?:input|select) id="([^"]+)"/).map(\.1)
        #expect(fields.count >= 4)
        for field in fields { #expect(Self.page.contains("<label for=\"\(field)\">")) }
    }
}
