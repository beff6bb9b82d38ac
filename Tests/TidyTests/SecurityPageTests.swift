import Testing

/// What deploy/security.md says to be stopped is stopped by a test that is there.
struct SecurityPageTests {
    @Test func `every test that the threat model names exists`() throws {
        let page = try Repository.text("deploy/security.md")
        let tests = try Repository.swiftFiles(in: "Tests").flatMap(\.lines)
            .compactMap { $0.firstMatch(of: /func `([^`]+)`/).map { String($0.output.1) } }
        // README's sections stand in quotes, too.
        let named = page.matches(of: /"([^"]+)"/).map { String($0.output.1) }
            .filter { $0 != "Promises" }
        #expect(named.count >= 30)
        #expect(named.filter { !tests.contains($0) } == [])
    }
}
