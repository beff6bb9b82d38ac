/// A file as the rules see it.
struct SourceFile: Sendable {
    /// From the repository's top.
    let path: String
    let lines: [Substring]
    /// Lines with their numbers, comments cut off. What stands in a string counts as code: rules
    /// that are easy to follow are worth more than exact ones.
    let code: [(number: Int, text: Substring)]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = lines.enumerated().map { index, line in
            (index + 1, line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line)
        }
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The target of a file below `Sources`.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// Modules that are imported, with the line.
    var imports: [(number: Int, module: String)] {
        let form =
            #/
            ^\s*(@\w+\s|(public|package|internal|fileprivate|private)\s)*import\s+
            ((struct|class|enum|protocol|func|var|let|typealias)\s)?(?<module>\w+)
            /#
        return code.compactMap { number, text in
            text.firstMatch(of: form).map { (number, String($0.output.module)) }
        }
    }

    func isBelow(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    func violation(_ number: Int, _ what: String) -> String { "\(path):\(number): \(what)" }
}
