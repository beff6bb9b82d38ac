internal import CovisitCore
internal import Yams

/// Reads a search space: a map from keys, written with dots, to values or ranges.
struct SearchSpaceReader {
    /// What a search may change: all that decides which items a list holds.
    private static let sections = ["sessions", "items", "popularity", "rows", "ranking"]
    private static let form = "a list of values, or a range such as {from: 1d, to: 60d, scale: log}"

    private let matrices: [String]
    private let origins: [String: SettingLocation]
    private var space = SearchSpace()
    private var problems: [Problem] = []

    init(_ base: DaemonSettings) {
        matrices = base.engine.matrices.map(\.name)
        origins = base.origins
    }

    mutating func readFile(_ path: String) {
        do {
            read(try FileText.read(path), file: path)
        } catch {
            problems.append(error)
        }
    }

    mutating func read(_ text: String, file: String) {
        var reader = self
        do {
            try YAMLDocument.withRoot(of: text, file: file) { (root) throws(Problem) in
                guard let mapping = root.mapping, root.refusal == nil else {
                    throw Problem(
                        file, root.mark?.line ?? 1, root.mark?.column ?? 1,
                        "is not a map of keys", allowed: "key: \(Self.form)")
                }
                for (key, value) in mapping { reader.readDimension(key, value, file: file) }
            }
            self = reader
        } catch {
            problems.append(error)
        }
    }

    /// The space of all that was read and of these arguments of `--vary`.
    mutating func space(_ varied: [String]) throws(SettingsError) -> SearchSpace {
        for argument in varied {
            guard let equals = argument.firstIndex(of: "=") else {
                problems.append(
                    Problem("--vary", 0, 0, "has no \"=\"", allowed: "--vary key=value,value"))
                continue
            }
            var value = trimmed(argument[argument.index(after: equals)...])
            if !value.hasPrefix("["), !value.hasPrefix("{") { value = "[\(value)]" }
            read("\(trimmed(argument[..<equals])): \(value)", file: "--vary")
        }
        if problems.isEmpty, space.dimensions.isEmpty {
            problems.append(Problem("--space", 0, 0, "holds no keys", allowed: "key: \(Self.form)"))
        }
        if !problems.isEmpty { throw SettingsError(unordered: problems) }
        return space
    }

    // MARK: - Keys

    private mutating func readDimension(_ key: Node, _ value: Node, file: String) {
        let name = key.scalar?.string ?? ""
        let keys = name.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
        let places = (key: place(key, file), value: place(value, file, key: key))
        do throws(PlacedComplaint) {
            var domain: SearchDomain?
            for (index, path) in keys.enumerated() {
                let kind = try placed(at: places.key) { () throws(Complaint) in
                    try self.kind(of: path, isTaken: keys[..<index].contains(path))
                }
                let other = try self.domain(value, path, kind, file, at: places.value)
                if let domain, domain != other {
                    throw PlacedComplaint(
                        Complaint(what: "takes other values than \(keys[0])"), places.key)
                }
                domain = other
            }
            guard let domain else { return }
            space.dimensions.append(SearchSpace.Dimension(keys: keys, domain: domain))
        } catch {
            problems.append(error.complaint.problem(at: error.location, key: name))
        }
    }

    private func kind(of path: String, isTaken: Bool) throws(Complaint) -> SettingKind {
        if isTaken || space.dimensions.contains(where: { $0.keys.contains(path) }) {
            throw Complaint(what: "\(path) is searched over already")
        }
        if case .environment(let variable) = origins[path] {
            throw Complaint(
                what: "\(variable) is set, and stronger than the file that would be written",
                allowed: "to unset it")
        }
        if let (matrix, field) = MatrixPath.parts(of: path) {
            guard matrices.contains(matrix) else {
                throw .unknownMatrix(matrix, known: matrices)
            }
            if let kind = KeyTree.matrix.kinds[field] { return kind }
            if KeyTree.matrix.children[field] != nil { throw Self.section(path) }
            throw KeyTree.matrix.unknown(field)
        }
        if let kind = KeyTree.daemon.kinds[path] {
            let section = path.prefix { $0 != "." }
            guard Self.sections.contains(String(section)) else {
                throw Complaint(
                    what: "cannot be searched over",
                    allowed: "keys of \(Self.sections.joined(separator: ", ")) and of matrices")
            }
            return kind
        }
        let isMatrix = path == "matrices" || path.hasPrefix("matrices.")
        if isMatrix || KeyTree.daemon.children[path] != nil { throw Self.section(path) }
        throw KeyTree.daemon.unknown(path)
    }

    private static func section(_ path: String) -> Complaint {
        Complaint(
            what: "is a section, not a key",
            allowed: "whole keys with dots, such as ranking.clicks.blend or "
                + "matrices.clicks.half_life")
    }

    // MARK: - Values

    private func domain(
        _ value: Node, _ path: String, _ kind: SettingKind, _ file: String,
        at location: SettingLocation
    ) throws(PlacedComplaint) -> SearchDomain {
        if let refusal = value.refusal { throw PlacedComplaint(refusal, location) }
        if let sequence = value.sequence { return try values(sequence, kind, file, at: location) }
        if let mapping = value.mapping { return try range(mapping, kind, file, at: location) }
        throw PlacedComplaint(
            Complaint(
                what: "is one value, not several",
                allowed: "\(Self.form); to fix a key, --set \(path)=\(value.string ?? "value")"),
            location)
    }

    private func values(
        _ sequence: Node.Sequence, _ kind: SettingKind, _ file: String,
        at location: SettingLocation
    ) throws(PlacedComplaint) -> SearchDomain {
        var texts: [String] = []
        for node in sequence {
            let text = try placed(at: place(node, file)) { () throws(Complaint) in
                if let refusal = node.refusal { throw refusal }
                let value = try kind.parse(RawValue(node))
                if case .texts = kind, case .list(let names) = value,
                    let unknown = names.first(where: { !matrices.contains($0) })
                {
                    throw .unknownMatrix(unknown, known: matrices)
                }
                let text = kind.compoundText(value)
                if texts.contains(text) { throw Complaint(what: "\(text) occurs twice") }
                return text
            }
            texts.append(text)
        }
        if texts.isEmpty {
            throw PlacedComplaint(
                Complaint(what: "is an empty list", allowed: Self.form), location)
        }
        return .values(texts)
    }

    private func range(
        _ mapping: Node.Mapping, _ kind: SettingKind, _ file: String,
        at location: SettingLocation
    ) throws(PlacedComplaint) -> SearchDomain {
        var ends: [String: SettingValue] = [:]
        var scale: SearchScale?
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            try placed(at: place(value, file, key: key)) { () throws(Complaint) in
                if let refusal = key.refusal ?? value.refusal { throw refusal }
                switch name {
                case "from", "to": ends[name] = try kind.parse(RawValue(value))
                case "scale":
                    let words = SearchScale.allCases.map(\.rawValue)
                    let word = try SettingKind.choice(words).parse(RawValue(value))
                    scale = SearchScale(rawValue: String(setting: word))
                default:
                    throw Complaint(
                        what: "\"\(name)\" is no part of a range", allowed: "from, to, scale",
                        suggestion: Suggestion.nearest(to: name, among: ["from", "to", "scale"]))
                }
            }
        }
        return try placed(at: location) { () throws(Complaint) in
            guard let from = ends["from"], let to = ends["to"] else {
                let missing = ends["from"] == nil ? "from" : "to"
                throw Complaint(what: "is a range without \"\(missing)\"", allowed: Self.form)
            }
            return try SearchDomain(kind, from: from, to: to, scale)
        }
    }

    // MARK: - Places

    private func place(_ node: Node, _ file: String, key: Node? = nil) -> SettingLocation {
        // An argument has no lines.
        file == "--vary" ? .file(file, line: 0, column: 0) : node.location(in: file, key: key)
    }

    private func placed<Result>(
        at location: SettingLocation, _ body: () throws(Complaint) -> Result
    ) throws(PlacedComplaint) -> Result {
        do throws(Complaint) {
            return try body()
        } catch {
            throw PlacedComplaint(error, location)
        }
    }
}

/// Why a part of a space was refused, and where it stands.
private struct PlacedComplaint: Error {
    let complaint: Complaint
    let location: SettingLocation

    init(_ complaint: Complaint, _ location: SettingLocation) {
        self.complaint = complaint
        self.location = location
    }
}

extension SearchDomain {
    /// A range between two values of a key of this kind.
    fileprivate init(
        _ kind: SettingKind, from: SettingValue, to: SettingValue, _ scale: SearchScale?
    ) throws(Complaint) {
        switch (kind, from, to) {
        case (.number, .number(let from), .number(let to)):
            try Self.check(from, to, scale)
            self = .numbers(from...to, scale ?? .linear)
        case (.integer, .integer(let from), .integer(let to)):
            try Self.check(Double(from), Double(to), scale)
            self = .integers(from...to, scale ?? .linear)
        case (.powerOfTwo, .integer(let from), .integer(let to)):
            try Self.check(Double(from), Double(to), scale)
            if scale == .linear {
                throw Complaint(
                    what: "has a linear scale", allowed: "log, for powers of two")
            }
            self = .powersOfTwo(
                exponents: from.trailingZeroBitCount...to.trailingZeroBitCount)
        case (.duration, .integer(let from), .integer(let to)):
            if from == 0 || to == 0 {
                throw Complaint(
                    what: "none and 0 are no ends of a range of durations",
                    allowed: "a list of values, such as [7d, 14d, none]")
            }
            try Self.check(Double(from), Double(to), scale)
            self = .durations(from...to, scale ?? .linear)
        default:
            throw Complaint(
                what: "has no range", allowed: "a list of values, each \(kind.allowed)")
        }
    }

    private static func check(
        _ from: Double, _ to: Double, _ scale: SearchScale?
    ) throws(Complaint) {
        if from >= to {
            throw Complaint(what: "is a range whose \"from\" is not below its \"to\"")
        }
        if scale == .log, from <= 0 {
            throw Complaint(
                what: "has a log scale from 0", allowed: "a \"from\" above 0, or scale: linear")
        }
    }
}
