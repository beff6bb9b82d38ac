/// How state that was captured under one configuration goes on under another.
///
/// Bounds may grow: what is there is kept. A new matrix starts empty, one that is gone is dropped.
/// Settings that only decide what is counted from now on may change. Any other difference would
/// mix counts of two meanings, and is refused.
package struct StateMigration: Sendable, Equatable {
    /// The matrix of now, by the index of the captured one; nil: it is gone.
    package private(set) var matrixOfCaptured: [Int?] = []
    /// What has changed and is put up with, a sentence each.
    package private(set) var notes: [String] = []
    private var differences: [String] = []

    private enum Rule {
        case mayGrow
        case mayChange
        case isFixed

        init(_ name: String) {
            switch name {
            case "sessions.max", "sessions.tail", "items.max", "neighbours": self = .mayGrow
            case "sessions.idle_timeout", "rows.updates_per_slot_to_grow",
                "output.related_items_interval":
                self = .mayChange
            default: self = .isFixed
            }
        }
    }

    /// Throws if the state cannot go on; the error names every difference.
    package init(
        from captured: [StateKey], to configuration: EngineConfiguration
    ) throws(StateMismatch) {
        let (then, names) = read(captured)
        let matrices = configuration.matrices
        for key in configuration.stateKeys where !key.name.hasPrefix("matrices.") {
            compare(key, then, rule: Rule(key.name))
        }
        let known = Set(configuration.stateKeys.map(\.name))
        for name in names {
            let index = matrices.firstIndex { $0.name == name }
            matrixOfCaptured.append(index)
            guard let index else {
                notes.append("matrices.\(name): no longer there; what it counted is dropped")
                continue
            }
            for key in matrices[index].stateKeys {
                compare(
                    key, then, rule: Rule(String(key.name.dropFirst("matrices.\(name).".count))))
            }
        }
        for matrix in matrices where !names.contains(matrix.name) {
            notes.append("matrices.\(matrix.name): new, starts empty")
        }
        for key in captured where !known.contains(key.name) && !isOfGoneMatrix(key.name, names) {
            differences.append("\(key.name): \(key.value) in the snapshot, unknown now")
        }
        if !differences.isEmpty { throw StateMismatch(differences: differences) }
    }

    /// The captured values by name, and the names of the matrices in their order.
    private mutating func read(_ captured: [StateKey]) -> ([String: String], [String]) {
        var values: [String: String] = [:]
        var names: [String] = []
        for key in captured {
            if values.updateValue(key.value, forKey: key.name) != nil {
                differences.append("\(key.name): twice in the snapshot")
            }
            if let name = Self.matrixName(key.name), !names.contains(name) { names.append(name) }
        }
        return (values, names)
    }

    /// `matrices.<name>.<field>`
    private static func matrixName(_ path: String) -> String? {
        let parts = path.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "matrices" ? String(parts[1]) : nil
    }

    private func isOfGoneMatrix(_ path: String, _ names: [String]) -> Bool {
        guard let name = Self.matrixName(path), let index = names.firstIndex(of: name) else {
            return false
        }
        return matrixOfCaptured[index] == nil
    }

    private mutating func compare(_ now: StateKey, _ then: [String: String], rule: Rule) {
        guard let value = then[now.name] else {
            differences.append("\(now.name): not in the snapshot, \(now.value) now")
            return
        }
        if value == now.value { return }
        let change = "\(now.name): \(value) in the snapshot, \(now.value) now"
        switch rule {
        case .isFixed: differences.append(change)
        case .mayChange: notes.append("\(change), which holds from now on")
        case .mayGrow:
            if let before = Int(value), let after = Int(now.value), before < after {
                notes.append(change)
            } else {
                differences.append(change)
            }
        }
    }
}
