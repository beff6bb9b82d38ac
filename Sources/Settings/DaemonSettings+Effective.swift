internal import CovisitCore
internal import KafkaTransport

/// A key with the value that holds and the place it comes from.
package struct EffectiveSetting: Sendable, Equatable {
    package var key: String
    /// As it would be written in the file; a secret's is not shown.
    package var value: String
    package var origin: SettingLocation
}

extension DaemonSettings {
    /// Every key in the order of the schema, for people to read.
    package var effective: [EffectiveSetting] {
        values.map { key, value in
            EffectiveSetting(
                key: key, value: isHidden(key) ? "(not shown)" : value,
                origin: origins[key] ?? .builtIn)
        }
    }

    /// Whether a key's value must never be shown.
    func isHidden(_ key: String) -> Bool {
        hiddenKeys.contains(key)
            || KafkaProperty.name(ofPath: key).map(KafkaProperty.isSecret) ?? false
    }

    /// Every key with its value, secrets too; in the order of the schema.
    var values: [(key: String, value: String)] { matrixValues + keyValues + propertyValues }

    /// Sixteen hexadecimal digits that change with whatever decides results: what is accepted as
    /// an event, and what is computed from it.
    package var digest: String {
        let sections = ["events.", "sessions.", "items.", "popularity.", "rows.", "ranking."]
        let decisive = keyValues.filter { key, _ in sections.contains { key.hasPrefix($0) } }
        // FNV-1a: fixed for ever, and nobody attacks a configuration of their own.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for (key, value) in matrixValues + decisive {
            for byte in "\(key)=\(value)\n".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Whether the process holds something that must not leave it, be it in a dump of its memory.
    package var holdsSecrets: Bool {
        !hiddenKeys.isEmpty || http.token != nil
            || kafka.properties.keys.contains {
                KafkaProperty.isSecret($0) || $0.hasPrefix("ssl.key")
            }
    }

    /// Whether a variable's value is a secret.
    package static func isSecret(variable: String) -> Bool { SettingLayer.isSecret(variable) }

    private var keyValues: [(key: String, value: String)] {
        let draft = SettingsDraft(self)
        return SettingsSchema.keys.compactMap { key in
            key.read(draft).map { (key.path, key.kind.text($0)) }
        }
    }

    private var matrixValues: [(key: String, value: String)] {
        engine.matrices.flatMap { matrix in
            SettingsSchema.matrixKeys.compactMap { key in
                key.read(matrix).map { (MatrixPath.path(matrix.name, key.path), key.kind.text($0)) }
            }
        }
    }

    private var propertyValues: [(key: String, value: String)] {
        kafka.properties.sorted { $0.key < $1.key }.map { name, value in
            (KafkaProperty.path(name), value)
        }
    }
}
