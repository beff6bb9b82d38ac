import Testing

/// The deliberate bugs of `deploy/mutants.sh` have not rotted: what each of them changes is there.
struct MutantTests {
    /// What the places of a patch look like before, each in one piece; nil: it is no patch.
    private static func places(of patch: String) -> [(path: String, text: String)]? {
        var path: String?
        var places: [(path: String, text: String)] = []
        for line in patch.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--- a/") {
                path = String(line.dropFirst("--- a/".count))
            } else if line.hasPrefix("@@"), let path {
                places.append((path, ""))
            } else if let mark = line.first, " -".contains(mark), !places.isEmpty {
                places[places.count - 1].text += line.dropFirst() + "\n"
            }
        }
        return places.isEmpty ? nil : places
    }

    private static func applies(
        _ patch: String, to text: (String) throws -> String
    ) throws -> Bool {
        guard let places = places(of: patch) else { return false }
        return try places.allSatisfy { try text($0.path).contains($0.text) }
    }

    @Test func `every mutant still applies`() throws {
        let mutants = try Repository.textFiles().filter { $0.path.hasSuffix(".patch") }
        #expect(mutants.count >= 20)
        for mutant in mutants {
            #expect(
                try Self.applies(try Repository.text(mutant.path), to: Repository.text),
                "\(mutant.path)")
        }
    }

    @Test func `a patch of what is no longer there is seen`() throws {
        let patch = "--- a/A.swift\n+++ b/A.swift\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
        #expect(try Self.applies(patch) { _ in "zero\none\ntwo\n" })
        #expect(try !Self.applies(patch) { _ in "zero\none\nfour\n" })
        #expect(try !Self.applies("nothing") { _ in "zero\n" })
    }
}
