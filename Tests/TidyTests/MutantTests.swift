import Testing

/// The deliberate bugs of `deploy/mutants.sh` have not rotted: what each of them changes is there.
struct MutantTests {
    /// The lines that a patch for one place of one file expects, and the file.
    private static func expectation(of patch: String) -> (path: String, lines: [Substring])? {
        let lines = patch.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 3, lines[0].hasPrefix("--- a/"), lines[2].hasPrefix("@@") else {
            return nil
        }
        let old = lines[3...].filter { !$0.hasPrefix("+") }.map { $0.dropFirst() }
        return (String(lines[0].dropFirst("--- a/".count)), Array(old.dropLast()))
    }

    private static func applies(_ patch: String, to text: (String) throws -> String) throws -> Bool
    {
        guard let (path, lines) = expectation(of: patch) else { return false }
        return try text(path).contains(lines.joined(separator: "\n"))
    }

    @Test func `every mutant still applies`() throws {
        let mutants = try Repository.textFiles().filter { $0.path.hasSuffix(".patch") }
        #expect(mutants.count >= 20)
        for mutant in mutants {
            #expect(try Self.applies(mutant.text, to: Repository.text), "\(mutant.path)")
        }
    }

    @Test func `a patch of what is no longer there is seen`() throws {
        let patch = "--- a/A.swift\n+++ b/A.swift\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"
        #expect(try Self.applies(patch) { _ in "zero\none\ntwo\n" })
        #expect(try !Self.applies(patch) { _ in "zero\none\nfour\n" })
    }
}
