internal import CovisitCore
internal import KafkaTransport

/// A configuration file made from settings: all that differs from the defaults, wherever it was
/// set, but no secrets.
package struct SettingsFile: Sendable {
    /// YAML that `DaemonSettings.load` makes the same settings of.
    package let text: String
    /// Keys whose values are not written down.
    package let secrets: [String]

    /// - Parameter notes: comments behind values, by key; these keys are written in any case.
    package init(_ settings: DaemonSettings, notes: [String: String] = [:]) {
        var tree = YAMLTree()
        Self.writeMatrices(settings.engine.matrices, notes, to: &tree)
        // What holds once the matrices are written: a list of them decides on rankings, too.
        let reference = (try? DaemonSettings.load(text: tree.text, name: "")) ?? DaemonSettings()
        let (draft, plain) = (SettingsDraft(settings), SettingsDraft(reference))
        var secrets: [String] = []
        for key in SettingsSchema.keys {
            guard let value = key.read(draft) else { continue }
            if settings.isHidden(key.path) {
                secrets.append(key.path)
                continue
            }
            if value == key.read(plain), notes[key.path] == nil { continue }
            if key.kind.isSecret {
                secrets.append(key.path)
                continue
            }
            tree.set(
                key.path.split(separator: ".").map(String.init), to: key.kind.yaml(value),
                note: notes[key.path])
        }
        for (name, value) in settings.kafka.properties.sorted(by: { $0.key < $1.key }) {
            if settings.isHidden(KafkaProperty.path(name)) {
                secrets.append(KafkaProperty.path(name))
            } else {
                let section = KafkaProperty.section.split(separator: ".").map(String.init)
                tree.set(section + [YAMLText.quoted(name)], to: YAMLText.quoted(value))
            }
        }
        self.secrets = secrets
        text = tree.text
    }

    /// As changes of a preset where the names are those of one, otherwise as a list.
    private static func writeMatrices(
        _ matrices: [MatrixSpec], _ notes: [String: String], to tree: inout YAMLTree
    ) {
        let names = matrices.map(\.name)
        if let (preset, plain) = SettingsSchema.presets.sorted(by: { $0.key < $1.key })
            .first(where: { $0.value.map(\.name) == names })
        {
            for (matrix, plain) in zip(matrices, plain) {
                var fields = YAMLTree()
                write(matrix, plain, notes, to: &fields)
                if fields.isEmpty { continue }
                tree.set(["matrices", "preset"], to: preset)
                tree.set(["matrices", matrix.name], to: fields)
            }
            return
        }
        let elements = matrices.map { matrix in
            var fields = YAMLTree()
            fields.set(["name"], to: YAMLText.quoted(matrix.name))
            write(matrix, SettingsSchema.newMatrix(matrix.name), notes, to: &fields)
            return fields
        }
        tree.set(["matrices"], to: elements)
    }

    private static func write(
        _ matrix: MatrixSpec, _ plain: MatrixSpec, _ notes: [String: String],
        to fields: inout YAMLTree
    ) {
        for key in SettingsSchema.matrixKeys {
            guard let value = key.read(matrix) else { continue }
            let note = notes[MatrixPath.path(matrix.name, key.path)]
            if value == key.read(plain), note == nil { continue }
            fields.set(
                key.path.split(separator: ".").map(String.init), to: key.kind.yaml(value),
                note: note)
        }
    }
}

extension SettingKind {
    /// The value as a file has it.
    fileprivate func yaml(_ value: SettingValue) -> String {
        switch value {
        case .text(let text): YAMLText.quoted(text)
        case .list(let list): "[" + list.map(YAMLText.quoted).joined(separator: ", ") + "]"
        case .integer, .number, .boolean: compoundText(value)
        }
    }
}
