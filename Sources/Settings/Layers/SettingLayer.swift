internal import Configuration

/// The values of one source, each checked where it stands.
struct SettingLayer {
    struct Entry {
        var value: SettingValue
        var location: SettingLocation
        /// Came from a place for secrets: it is shown nowhere, whatever its key.
        var isHidden = false
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var problems: [Problem] = []
    /// Paths of the secrets that were read from files of their own.
    private var filedSecrets: Set<String> = []

    mutating func report(_ complaint: Complaint, at location: SettingLocation, key: String) {
        problems.append(complaint.problem(at: location, key: key))
    }

    mutating func report(_ problem: Problem) {
        problems.append(problem)
    }

    /// Keeps the value of a key, or the complaint about it.
    mutating func set(
        _ path: String, _ raw: RawValue, kind: SettingKind, at location: SettingLocation
    ) {
        do {
            entries[path] = Entry(value: try kind.parse(raw), location: location)
        } catch {
            report(error, at: location, key: path)
        }
    }

    /// As `set`, for a property of librdkafka: no complaint repeats its value.
    mutating func setProperty(_ name: String, _ text: String, at location: SettingLocation) {
        if let secret = KafkaProperty.secret(ofFileName: name) {
            return setSecret(secret, file: text, at: location)
        }
        let path = KafkaProperty.path(name)
        if let complaint = KafkaProperty.complaint(aboutName: name)
            ?? KafkaProperty.complaint(aboutFileOf: name, text)
        {
            report(complaint, at: location, key: path)
        } else if filedSecrets.contains(path) {
            report(.givenTwice(name), at: location, key: path)
        } else if !KafkaProperty.value.isAccepted(text) {
            let complaint = Complaint(
                what: "is too long or holds a zero byte", allowed: "at most 65536 bytes")
            report(complaint, at: location, key: path)
        } else {
            entries[path] = Entry(value: .text(text), location: location)
        }
    }

    /// As `set` or `setProperty`, for a value from a place for secrets: no complaint repeats it.
    mutating func setHidden(_ path: String, _ text: String, at location: SettingLocation) {
        if let property = KafkaProperty.name(ofPath: path) {
            setProperty(property, text, at: location)
        } else if let kind = KeyTree.daemon.kinds[path], path != KafkaProperty.section {
            do {
                let value = try kind.parse(.scalar(RawScalar(text: text, isPlain: false)))
                entries[path] = Entry(value: value, location: location)
            } catch {
                let complaint = Complaint(what: "holds no such value", allowed: kind.allowed)
                report(complaint, at: location, key: path)
            }
        } else {
            report(KeyTree.daemon.unknown(path), at: location, key: path)
        }
        entries[path]?.isHidden = true
    }

    /// Sets a secret to what its file holds.
    private mutating func setSecret(
        _ name: String, file: String, at location: SettingLocation
    ) {
        let path = KafkaProperty.path(name)
        let key = KafkaProperty.path(KafkaProperty.fileName(ofSecret: name))
        if let complaint = KafkaProperty.complaint(aboutName: name) {
            return report(complaint, at: location, key: key)
        }
        let isAgain = filedSecrets.remove(path) != nil
        if entries[path] != nil, !isAgain {
            return report(.givenTwice(name), at: location, key: key)
        }
        do {
            setProperty(name, try SecretFile.read(file), at: location)
            filedSecrets.insert(path)
        } catch {
            report(error, at: location, key: key)
        }
    }

    /// Reports each secret that stands in this layer's file if others may read that.
    mutating func refuseExposedSecrets(in file: String) {
        guard let complaint = SecretFile.complaint(about: file) else { return }
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let name = KafkaProperty.name(ofPath: path), KafkaProperty.isSecret(name),
                !filedSecrets.contains(path)
            else { continue }
            var complaint = complaint
            complaint.allowed? += ", or \(KafkaProperty.fileName(ofSecret: name)) instead"
            report(complaint, at: entry.location, key: path)
        }
    }

    /// Sets a key given by its whole path, as flags and variables do.
    mutating func set(path: String, text: String, at location: SettingLocation) {
        let raw = RawValue.scalar(RawScalar(text: text, isPlain: false))
        if let property = KafkaProperty.name(ofPath: path) {
            setProperty(property, text, at: location)
        } else if let (_, field) = MatrixPath.parts(of: path) {
            if let kind = KeyTree.matrix.kinds[field] {
                set(path, raw, kind: kind, at: location)
            } else {
                report(KeyTree.matrix.unknown(field), at: location, key: path)
            }
        } else if let kind = KeyTree.daemon.kinds[path], path != KafkaProperty.section {
            set(path, raw, kind: kind, at: location)
        } else {
            report(KeyTree.daemon.unknown(path), at: location, key: path)
        }
    }

    /// Drops what a stronger layer replaces as a whole.
    mutating func removeMatrices() {
        entries = entries.filter { MatrixPath.parts(of: $0.key) == nil }
    }

    /// What swift-configuration reads this layer from.
    func provider(named name: String) -> InMemoryProvider {
        let values = entries.map { path, entry in
            let isSecret =
                entry.isHidden
                || KafkaProperty.name(ofPath: path).map(KafkaProperty.isSecret)
                    ?? KeyTree.daemon.kinds[path]?.isSecret ?? false
            return (
                AbsoluteConfigKey(path.split(separator: ".").map(String.init)),
                ConfigValue(entry.value.content, isSecret: isSecret)
            )
        }
        // Components of different paths differ, because their joined texts do.
        return InMemoryProvider(name: name, values: Dictionary(values) { first, _ in first })
    }
}

extension Complaint {
    fileprivate static func givenTwice(_ secret: String) -> Complaint {
        let file = KafkaProperty.fileName(ofSecret: secret)
        return Complaint(what: "is given twice", allowed: "\(secret) or \(file)")
    }
}

extension SettingValue {
    fileprivate var content: ConfigContent {
        switch self {
        case .integer(let integer): .int(integer)
        case .number(let number): .double(number)
        case .boolean(let boolean): .bool(boolean)
        case .text(let text): .string(text)
        case .list(let list): .stringArray(list)
        }
    }
}

/// `matrices.<name>.<field>`, the path of one field of a named matrix.
enum MatrixPath {
    static func path(_ matrix: String, _ field: String) -> String { "matrices.\(matrix).\(field)" }

    static func parts(of path: String) -> (matrix: String, field: String)? {
        let parts = path.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "matrices" else { return nil }
        return (String(parts[1]), String(parts[2]))
    }
}
