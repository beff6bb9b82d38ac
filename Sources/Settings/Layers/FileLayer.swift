internal import Yams

/// What a configuration file says.
struct FileLayer {
    var layer = SettingLayer()
    /// Names in the list of matrices, in its order; nil where the file has no such list.
    var matrixNames: [String]?
    let file: String

    /// Reads the file at `path`; what is wrong with it is among the layer's problems.
    init(path: String) {
        file = path
        do {
            let text = try FileText.read(path)
            try read(text)
            layer.refuseExposedSecrets(in: path)
        } catch {
            layer.report(error)
        }
    }

    /// Reads `text` as if it stood in `file`.
    init(text: String, file: String) {
        self.file = file
        do {
            try read(text)
        } catch {
            layer.report(error)
        }
    }

    mutating func dropMatrices() {
        matrixNames = nil
        layer.removeMatrices()
    }

    private mutating func read(_ text: String) throws(Problem) {
        var reader = self
        try YAMLDocument.withRoot(of: text, file: file) { (root) throws(Problem) in
            guard reader.accepts(root, key: "") else { return }
            guard let mapping = root.mapping else {
                throw Problem(
                    reader.file, root.mark?.line ?? 1, root.mark?.column ?? 1,
                    "is not a map of keys", allowed: "key: value, a line each")
            }
            reader.readSection(mapping, tree: .daemon, section: "", prefix: "")
        }
        self = reader
    }

    // MARK: - Sections

    /// Reads a map; `section` is its path in `tree`, which hangs below `prefix`.
    mutating func readSection(
        _ mapping: Node.Mapping, tree: KeyTree, section: String, prefix: String,
        skipping skipped: String? = nil
    ) {
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                let complaint = Complaint(what: "has a key that is no word")
                layer.report(complaint, at: location(of: key), key: prefix + section)
                continue
            }
            let path = section.isEmpty ? name : "\(section).\(name)"
            guard name != skipped, accepts(key, key: prefix + path),
                accepts(value, key: prefix + path)
            else { continue }
            switch prefix + path {
            case "matrices": readMatrices(value, key: key)
            case KafkaProperty.section: readProperties(value, key: key)
            default: readKey(path, key: key, value: value, tree: tree, prefix: prefix)
            }
        }
    }

    private mutating func readKey(
        _ path: String, key: Node, value: Node, tree: KeyTree, prefix: String
    ) {
        let isSection = tree.children[path] != nil
        // A dot in a name is no way into a section: the file nests.
        let isDotted = key.scalar?.string.contains(".") ?? false
        if let mapping = value.mapping, isSection, !isDotted {
            readSection(mapping, tree: tree, section: path, prefix: prefix)
        } else if let kind = tree.kinds[path], !isDotted {
            layer.set(prefix + path, RawValue(value), kind: kind, at: location(of: value, key))
        } else if isSection, !isDotted {
            // A section whose lines are all commented out is no mistake.
            if case .null = RawValue(value) { return }
            let names = tree.children[path] ?? []
            let complaint = Complaint(
                what: "is a section, not a value", allowed: names.joined(separator: ", "))
            layer.report(complaint, at: location(of: value, key), key: prefix + path)
        } else if isDotted, tree.kinds[path] != nil {
            let complaint = Complaint(
                what: "is written with dots", allowed: "nested sections in a file")
            layer.report(complaint, at: location(of: key), key: prefix + path)
        } else {
            layer.report(tree.unknown(path), at: location(of: key), key: prefix + path)
        }
    }

    // MARK: - Properties

    private mutating func readProperties(_ value: Node, key: Node) {
        guard let mapping = value.mapping else {
            if case .null = RawValue(value) { return }
            let complaint = Complaint(
                what: "is not a map", allowed: "librdkafka's properties, a line each")
            layer.report(complaint, at: location(of: value, key), key: KafkaProperty.section)
            return
        }
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            let path = KafkaProperty.path(name)
            guard accepts(key, key: path), accepts(value, key: path) else { continue }
            switch RawValue(value) {
            case .scalar(let scalar):
                layer.setProperty(name, scalar.text, at: location(of: value, key))
            case .map, .list, .null:
                let child = value.mapping?.first?.key.scalar?.string
                let complaint = Complaint(
                    what: "has no scalar value", allowed: "a property's whole name and its value",
                    suggestion: child.map { "\(name).\($0)" })
                layer.report(complaint, at: location(of: key), key: path)
            }
        }
    }

    // MARK: - Nodes

    /// Refuses what YAML can do and a configuration does not need.
    mutating func accepts(_ node: Node, key: String) -> Bool {
        guard let refusal = node.refusal else { return true }
        layer.report(refusal, at: location(of: node), key: key)
        return false
    }

    /// Where a value stands, or its key where the value begins on a line further down.
    func location(of node: Node, _ key: Node? = nil) -> SettingLocation {
        node.location(in: file, key: key)
    }
}

extension Node {
    /// What to say of something that YAML can do and none of our files needs; nil where it is not.
    var refusal: Complaint? {
        if anchor != nil {
            return Complaint(what: "anchors and aliases (& and *) are not supported")
        }
        if ![Tag(.str), Tag(.map), Tag(.seq)].contains(tag) {
            return Complaint(what: "tags (!) are not supported")
        }
        return nil
    }

    /// Where this value stands, or its key where the value begins on a line further down.
    func location(in file: String, key: Node? = nil) -> SettingLocation {
        let place = key?.mark.flatMap { $0.line == mark?.line ? nil : $0 } ?? mark
        return .file(file, line: place?.line ?? 0, column: place?.column ?? 0)
    }
}
