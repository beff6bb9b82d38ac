internal import Yams

extension FileLayer {
    /// Reads `matrices`: a list, or a map that changes fields of a preset.
    mutating func readMatrices(_ value: Node, key: Node) {
        if let mapping = value.mapping {
            readMatrixMap(mapping)
        } else if let sequence = value.sequence {
            readMatrixList(sequence, at: location(of: key))
        } else {
            let complaint = Complaint(
                what: "is neither a list nor a map",
                allowed: "a list of matrices, or a map with preset and changes by name")
            layer.report(complaint, at: location(of: value, key), key: "matrices")
        }
    }

    /// `preset`, and fields of its matrices by name.
    private mutating func readMatrixMap(_ mapping: Node.Mapping) {
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            let path = "matrices.\(name)"
            guard accepts(key, key: path), accepts(value, key: path) else { continue }
            if let fields = value.mapping, name != "preset" {
                readSection(fields, tree: .matrix, section: "", prefix: "\(path).")
            } else if let kind = KeyTree.daemon.kinds[path] {
                layer.set(path, RawValue(value), kind: kind, at: location(of: value, key))
            } else {
                let complaint = Complaint(
                    what: "is not a map of fields",
                    allowed: "preset, or the name of one of its matrices")
                layer.report(complaint, at: location(of: value, key), key: path)
            }
        }
    }

    private mutating func readMatrixList(_ sequence: Node.Sequence, at start: SettingLocation) {
        var names: [String] = []
        if sequence.isEmpty || sequence.count > SettingsSchema.matrixCountMax {
            let complaint = Complaint(
                what: "has \(sequence.count) elements",
                allowed: "1 to \(SettingsSchema.matrixCountMax) matrices")
            layer.report(complaint, at: start, key: "matrices")
        }
        for (index, element) in sequence.prefix(SettingsSchema.matrixCountMax).enumerated() {
            let key = "matrices[\(index + 1)]"
            guard accepts(element, key: key) else { continue }
            if let name = readMatrix(element, key: key, others: names) { names.append(name) }
        }
        matrixNames = names
    }

    /// The name of a list's element, whose fields are in the layer then.
    private mutating func readMatrix(_ element: Node, key: String, others: [String]) -> String? {
        let start = location(of: element)
        guard let mapping = element.mapping else {
            let complaint = Complaint(
                what: "is not a map", allowed: "name, from, to and the other fields of a matrix")
            layer.report(complaint, at: start, key: key)
            return nil
        }
        guard let (nameKey, nameValue) = mapping.first(where: { $0.key.scalar?.string == "name" })
        else {
            let complaint = Complaint(
                what: "has no name", allowed: "name: \(TextRule.matrixName.allowed)")
            layer.report(complaint, at: start, key: key)
            return nil
        }
        guard accepts(nameValue, key: "\(key).name") else { return nil }
        let place = location(of: nameValue, nameKey)
        do throws(Complaint) {
            let kind = SettingKind.text(.matrixName)
            let name = String(setting: try kind.parse(RawValue(nameValue)))
            if others.contains(name) {
                throw Complaint(what: "another matrix is called \"\(name)\" already")
            }
            readSection(
                mapping, tree: .matrix, section: "", prefix: "matrices.\(name).", skipping: "name")
            return name
        } catch {
            layer.report(error, at: place, key: "\(key).name")
            return nil
        }
    }
}
