internal import CRdkafka
internal import Glibc

/// Every property that the loaded librdkafka knows, and which kind of client it is for.
struct PropertyCatalogue: Sendable {
    enum Scope: Sendable {
        case consumer
        case producer
        case both
    }

    /// Read from librdkafka itself: the list grows with its version.
    static let current = PropertyCatalogue(table: propertyTable())

    private let scopes: [String: Scope]

    /// - Parameter table: rows of `name | C/P | range | default | importance | description`; a
    ///   topic's property has the same name as its global one.
    init(table: String) {
        var scopes: [String: Scope] = [:]
        for row in table.split(separator: "\n") {
            let cells = row.split(separator: "|").map(trimmed)
            guard cells.count >= 4, let scope = Scope(cell: cells[1]) else { continue }
            scopes[cells[0]] = scope
        }
        self.scopes = scopes
    }

    func scope(of property: String) -> Scope? { scopes[property] }

    /// The known property whose spelling is nearest, if it is near.
    func suggestion(for property: String) -> String? {
        let nearest = scopes.keys
            .map { (distance: editDistance($0, property), name: $0) }
            .min { $0 < $1 }
        guard let nearest, nearest.distance <= 3 else { return nil }
        return nearest.name
    }
}

extension PropertyCatalogue.Scope {
    fileprivate init?(cell: String) {
        switch cell {
        case "C": self = .consumer
        case "P": self = .producer
        case "*": self = .both
        default: return nil
        }
    }
}

private func propertyTable() -> String {
    var bytes: UnsafeMutablePointer<CChar>?
    var byteCount = 0
    guard let stream = open_memstream(&bytes, &byteCount) else { return "" }
    rd_kafka_conf_properties_show(stream)
    fclose(stream)
    defer { free(bytes) }
    return bytes.map { String(cString: $0) } ?? ""
}

private func trimmed(_ cell: Substring) -> String {
    var cell = cell.drop { $0 == " " }
    while cell.last == " " { cell.removeLast() }
    return String(cell)
}

/// Levenshtein's distance.
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (index, byte) in left.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let change = diagonal + (right[column] == byte ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(change, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
