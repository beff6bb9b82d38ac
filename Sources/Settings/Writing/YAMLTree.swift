/// Nested keys in the order in which they came, and how they are written.
struct YAMLTree {
    private indirect enum Value {
        case scalar(String, note: String?)
        case tree(YAMLTree)
        case list([YAMLTree])
    }

    private var entries: [(name: String, value: Value)] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Puts a value, ready to be written, below these names.
    mutating func set(_ path: [String], to text: String, note: String? = nil) {
        set(path[...], to: .scalar(text, note: note))
    }

    mutating func set(_ path: [String], to tree: YAMLTree) { set(path[...], to: .tree(tree)) }

    mutating func set(_ path: [String], to list: [YAMLTree]) { set(path[...], to: .list(list)) }

    private mutating func set(_ path: ArraySlice<String>, to value: Value) {
        guard let name = path.first else { return }
        let rest = path.dropFirst()
        let index = entries.firstIndex { $0.name == name }
        var new = value
        if !rest.isEmpty {
            var below = YAMLTree()
            if let index, case .tree(let tree) = entries[index].value { below = tree }
            below.set(rest, to: value)
            new = .tree(below)
        }
        if let index {
            entries[index].value = new
        } else {
            entries.append((name, new))
        }
    }

    var text: String {
        isEmpty ? "{}\n" : lines.map { $0 + "\n" }.joined()
    }

    private var lines: [String] {
        entries.flatMap { name, value in
            switch value {
            case .scalar(let text, let note):
                return ["\(name): \(text)" + (note.map { "  # \($0)" } ?? "")]
            case .tree(let tree): return ["\(name):"] + tree.lines.map { "  " + $0 }
            case .list(let trees):
                return ["\(name):"]
                    + trees.flatMap { tree in
                        tree.lines.enumerated().map { ($0 == 0 ? "  - " : "    ") + $1 }
                    }
            }
        }
    }
}

/// Words as YAML takes them for words.
enum YAMLText {
    /// As it is where nobody could take it for something else, otherwise in double quotes.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "._-/".utf8.contains(byte)
                }
            } && text.first != "-" && RawScalar(text: text, isPlain: true).confusion == nil
        if isPlain { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _
            where scalar.value < 32 || (0x7F...0xA0).contains(scalar.value)
                || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
