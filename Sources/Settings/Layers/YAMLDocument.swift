internal import Yams

/// The tree of a YAML text, or the one thing that kept it from being read.
enum YAMLDocument {
    /// Most words that look like `*alias`, in comments too: so few cannot grow into a large tree.
    private static let aliasCountMax = 32

    /// The root of `text`; the parser has to stay alive for its nodes to know their anchors.
    static func withRoot<Result>(
        of text: String, file: String, _ body: (Node) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        if let line = lineOfTooManyAliases(text) {
            throw Problem(file, line, 1, "anchors and aliases (& and *) are not supported")
        }
        let parser: Parser
        let root: Node?
        do {
            parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            root = try parser.singleRoot()
        } catch let error as YamlError {
            throw problem(error, text: text, file: file)
        } catch {
            throw Problem(file, 0, 0, "cannot be read: \(error)")
        }
        defer { withExtendedLifetime(parser) {} }
        guard let root else {
            throw Problem(file, 0, 0, "holds no keys", allowed: "{} for a file without any")
        }
        return try body(root)
    }

    /// Yams compares keys before we see them: aliases nested in aliases would never end there.
    private static func lineOfTooManyAliases(_ text: String) -> Int? {
        var (line, count, before) = (1, 0, UInt8(ascii: " "))
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        while let byte = next {
            next = bytes.next()
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "*"), !isWordLike(before), let next, next > 32 { count += 1 }
            if count > aliasCountMax { return line }
            before = byte
        }
        return nil
    }

    private static func isWordLike(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "*"): true
        default: false
        }
    }

    private static func problem(_ error: YamlError, text: String, file: String) -> Problem {
        switch error {
        case .scanner(_, let what, let mark, _), .parser(_, let what, let mark, _),
            .composer(_, let what, let mark, _):
            return Problem(
                file, mark.line, mark.column, "is not YAML: \(what)",
                allowed: hasTabIndent(text, line: mark.line) ? "spaces for indenting, no tabs" : nil
            )
        case .duplicatedKeysInMapping(let names, let context):
            let name = names.first ?? ""
            let line = lineOfRepetition(of: name, after: context.mark, in: text)
            var problem = Problem(
                file, line, context.mark.column,
                "is set twice in one map, first on line \(context.mark.line)")
            problem.key = name
            return problem
        case .reader(let what, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.reduce(1) { $0 + ($1 == "\n" ? 1 : 0) }
            return Problem(file, line, 1, "is not YAML: \(what)")
        default:
            return Problem(file, 0, 0, "is not YAML")
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func hasTabIndent(_ text: String, line: Int) -> Bool {
        lines(text).dropFirst(max(0, line - 2)).prefix(2).contains { line in
            line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
        }
    }

    /// Yams tells only where a key stands first.
    private static func lineOfRepetition(of name: String, after mark: Mark, in text: String) -> Int
    {
        let below = lines(text).dropFirst(mark.line)
        let index = below.firstIndex { line in
            let key = line.dropFirst(mark.column - 1).filter { $0 != "\"" && $0 != "'" }
            return line.prefix(mark.column - 1).allSatisfy { $0 == " " || $0 == "-" }
                && key.hasPrefix(name)
                && key.dropFirst(name.count).first { $0 != " " } == ":"
        }
        return index.map { $0 + 1 } ?? mark.line
    }
}

extension Problem: Error {
    init(_ file: String, _ line: Int, _ column: Int, _ what: String, allowed: String? = nil) {
        self.init(
            location: .file(file, line: line, column: column), key: "", what: what,
            allowed: allowed)
    }
}
