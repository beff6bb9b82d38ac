internal import Configuration
internal import CovisitCore
internal import KafkaTransport
internal import WireFormats

extension DaemonSettings {
    /// Reads the settings: built-in defaults < `file` < credentials of systemd < `COVISITD_…`
    /// variables < `overrides`.
    ///
    /// Each source is checked by itself, so that a bad value is found even where a stronger
    /// source replaces it; the error holds all problems, the file's first.
    /// - Parameter overrides: the arguments of `--set`, each `key=value`.
    package static func load(
        file: String?, environment: [String: String], overrides: [String]
    ) throws(SettingsError) -> DaemonSettings {
        try load(file.map(FileLayer.init(path:)), environment: environment, overrides: overrides)
    }

    /// As above, for a text that would stand in a file called `name`.
    package static func load(
        text: String, name: String, environment: [String: String] = [:], overrides: [String] = []
    ) throws(SettingsError) -> DaemonSettings {
        try load(
            FileLayer(text: text, file: name), environment: environment, overrides: overrides)
    }

    private static func load(
        _ file: FileLayer?, environment: [String: String], overrides: [String]
    ) throws(SettingsError) -> DaemonSettings {
        var sources = SettingSources(file, environment: environment, overrides: overrides)
        let settings = sources.settings()
        if !sources.problems.isEmpty { throw SettingsError(unordered: sources.problems) }
        return settings
    }
}

/// The sources, and how they become settings.
private struct SettingSources {
    /// Strongest first.
    private let layers: [SettingLayer]
    private let reader: ConfigReader
    /// Names of the matrices that the file lists, if they hold.
    private let listedMatrices: [String]?
    private(set) var problems: [Problem]

    init(_ file: FileLayer?, environment: [String: String], overrides: [String]) {
        let flags = SettingLayer(overrides: overrides)
        let credentials = SettingLayer(credentials: environment["CREDENTIALS_DIRECTORY"])
        let listed = file?.matrixNames ?? []
        let presets = SettingsSchema.presets.values.flatMap { $0.map(\.name) }
        let variables = SettingLayer(
            environment: environment, matrices: presets + listed,
            propertyPaths: ((file?.layer.entries.keys.sorted() ?? [])
                + credentials.entries.keys.sorted())
                .filter { KafkaProperty.name(ofPath: $0) != nil })
        var file = file
        if flags.entries["matrices.preset"] != nil || variables.entries["matrices.preset"] != nil {
            file?.dropMatrices()
        }
        let fileLayer = file?.layer ?? SettingLayer()
        layers = [flags, variables, credentials, fileLayer]
        listedMatrices = file?.matrixNames
        problems = layers.reversed().flatMap(\.problems)
        reader = ConfigReader(providers: [
            flags.provider(named: "--set"), variables.provider(named: "environment"),
            credentials.provider(named: "credentials"), fileLayer.provider(named: "file"),
        ])
    }

    // MARK: - Values

    private func value(_ path: String, _ kind: SettingKind) -> SettingValue? {
        let key = ConfigKey(path.split(separator: ".").map(String.init))
        switch kind {
        case .integer, .powerOfTwo, .duration, .bytes, .time:
            return reader.int(forKey: key).map(SettingValue.integer)
        case .number: return reader.double(forKey: key).map(SettingValue.number)
        case .boolean: return reader.bool(forKey: key).map(SettingValue.boolean)
        case .choice, .text, .secret: return reader.string(forKey: key).map(SettingValue.text)
        case .choices, .texts: return reader.stringArray(forKey: key).map(SettingValue.list)
        }
    }

    /// How strong the source is that a value comes from: 0 is the strongest.
    private func rank(_ path: String) -> Int? {
        layers.firstIndex { $0.entries[path] != nil }
    }

    private func location(_ path: String) -> SettingLocation {
        rank(path).flatMap { layers[$0].entries[path]?.location } ?? .builtIn
    }

    private mutating func report(_ complaint: Complaint, key: String) {
        problems.append(complaint.problem(at: location(key), key: key))
    }

    // MARK: - Settings

    mutating func settings() -> DaemonSettings {
        var draft = SettingsDraft(DaemonSettings())
        applyMatrices(&draft)
        for key in SettingsSchema.keys {
            if let value = value(key.path, key.kind) { key.write(&draft, value) }
        }
        var complaints: [(String, Complaint)] = []
        var settings = draft.resolved { complaints.append(($0, $1)) }
        for (key, complaint) in complaints { report(complaint, key: key) }
        applyProperties(&settings.kafka)
        if settings.kafka.relatedItemsTopic.isEmpty { settings.output.relatedItemsEnabled = false }
        checkTopics(settings.kafka)
        checkFields(settings.schema)
        settings.origins = origins()
        settings.hiddenKeys = hiddenKeys()
        return settings
    }

    private mutating func applyMatrices(_ draft: inout SettingsDraft) {
        if let listedMatrices {
            draft.replaceMatrices(listedMatrices.map(SettingsSchema.newMatrix))
        } else if let preset = reader.string(forKey: ConfigKey(["matrices", "preset"])) {
            draft.settings.engine.matrices = SettingsSchema.presets[preset] ?? []
        }
        for index in draft.settings.engine.matrices.indices {
            applyFields(&draft.settings.engine.matrices[index])
        }
        reportUnknownMatrices(known: draft.settings.engine.matrices.map(\.name))
    }

    private mutating func applyFields(_ matrix: inout MatrixSpec) {
        func path(_ field: String) -> String { MatrixPath.path(matrix.name, field) }
        let weightRank = rank(path("weight")) ?? .max
        for key in SettingsSchema.matrixKeys {
            let path = path(key.path)
            // A weight by type says nothing any more where a stronger source says "recency".
            if key.path.hasPrefix("weight."), rank(path) ?? 0 > weightRank { continue }
            if let value = value(path, key.kind) { key.write(&matrix, value) }
        }
        if value(path("weight"), .text(.name())) == .text("recency"),
            matrix.halfLifeMilliseconds == nil
        {
            let complaint = Complaint(
                what: "is recency, but half_life is none", allowed: "one, or a half_life")
            report(complaint, key: path("weight"))
        }
        for (field, isSet, otherwise) in [
            ("distance", matrix.distanceWeight != .none, "none"),
            ("repeats", matrix.repeats, "false"),
        ] where isSet && matrix.distinct {
            let complaint = Complaint(
                what: "goes with every pair of events counting",
                allowed: "\(otherwise), or distinct: false")
            report(complaint, key: path(field))
        }
        if matrix.weightOfTarget == PerEventType(clicks: 0, carts: 0, orders: 0) {
            let complaint = Complaint(what: "is 0 for every type: the matrix would stay empty")
            report(complaint, key: path("weight.type_of_target.clicks"))
        }
    }

    private mutating func reportUnknownMatrices(known: [String]) {
        // Where the list itself is broken, its names are not all known.
        if listedMatrices != nil, layers.last?.problems.isEmpty == false { return }
        for layer in layers.reversed() {
            var seen = known
            for (path, entry) in layer.entries.sorted(by: { $0.key < $1.key }) {
                guard let name = MatrixPath.parts(of: path)?.matrix, !seen.contains(name)
                else { continue }
                seen.append(name)
                let complaint = Complaint.unknownMatrix(name, known: known)
                problems.append(complaint.problem(at: entry.location, key: path))
            }
        }
    }

    private func applyProperties(_ kafka: inout KafkaSettings) {
        for path in Set(layers.flatMap(\.entries.keys)) {
            if let name = KafkaProperty.name(ofPath: path),
                let value = value(path, .text(KafkaProperty.value))
            {
                kafka.properties[name] = String(setting: value)
            }
        }
    }

    /// A topic that is read and written would feed the daemon with its own output.
    private mutating func checkTopics(_ kafka: KafkaSettings) {
        let topics = [
            ("events", kafka.eventsTopic), ("recommendations", kafka.recommendationsTopic),
            ("related_items", kafka.relatedItemsTopic),
            ("dead_letter", kafka.deadLetterTopic ?? ""),
        ]
        checkDifferent(topics.filter { !$0.1.isEmpty }, section: "kafka.topics")
    }

    private mutating func checkFields(_ schema: EventSchema) {
        let fields = [
            ("session", schema.sessionField), ("aid", schema.itemField),
            ("ts", schema.timestampField), ("type", schema.typeField),
        ]
        checkDifferent(fields, section: "events.fields")
    }

    /// Reports the later of two keys with one name; the earlier where only that one was set.
    private mutating func checkDifferent(_ names: [(key: String, name: String)], section: String) {
        for (index, later) in names.enumerated() {
            guard let earlier = names[..<index].first(where: { $0.name == later.name })
            else { continue }
            let (key, other) =
                rank("\(section).\(later.key)") == nil
                ? (earlier.key, later.key) : (later.key, earlier.key)
            let complaint = Complaint(
                what: "\"\(later.name)\" is \(section).\(other) already",
                allowed: "a name of its own for each")
            report(complaint, key: "\(section).\(key)")
        }
    }

    private func hiddenKeys() -> Set<String> {
        let keys = Set(layers.flatMap(\.entries.keys))
        return keys.filter { key in rank(key).map { layers[$0].entries[key]?.isHidden } == true }
    }

    private func origins() -> [String: SettingLocation] {
        layers.reversed().reduce(into: [:]) { origins, layer in
            origins.merge(layer.entries.mapValues(\.location)) { $1 }
        }
    }
}
