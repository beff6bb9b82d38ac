/// Figures by objective and name, as `clicks.recall@20`; beside the objectives there may be a total.
package struct Figures: Sendable, Equatable, Encodable {
    /// In the order in which they are to be shown.
    package private(set) var objectives: [(name: String, values: [(name: String, value: Double)])] =
        []
    /// OTTO's weighted recall.
    package var total: Double?

    package init() {}

    mutating func add(_ objective: String, _ name: String, _ value: Double) {
        if objectives.last?.name != objective { objectives.append((objective, [])) }
        objectives[objectives.count - 1].values.append((name, value))
    }

    package subscript(objective: String, name: String) -> Double? {
        objectives.first { $0.name == objective }?.values.first { $0.name == name }?.value
    }

    package var isEmpty: Bool { objectives.isEmpty && total == nil }

    package static func == (a: Figures, b: Figures) -> Bool {
        a.total == b.total && a.objectives.count == b.objectives.count
            && zip(a.objectives, b.objectives).allSatisfy { x, y in
                x.name == y.name && x.values.count == y.values.count
                    && zip(x.values, y.values).allSatisfy { $0 == $1 }
            }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for objective in objectives {
            var values = container.nestedContainer(
                keyedBy: Key.self, forKey: Key(stringValue: objective.name))
            for (name, value) in objective.values {
                try values.encode(value, forKey: Key(stringValue: name))
            }
        }
        if let total { try container.encode(total, forKey: Key(stringValue: "total")) }
    }
}
