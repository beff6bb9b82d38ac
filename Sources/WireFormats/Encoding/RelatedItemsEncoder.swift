package import CovisitCore

/// Writes records of the `related-items` output:
/// `{"aid":…,"ts":…,"<matrix>":[{"aid":…,"weight":…,"at_least":…},…],…}`.
package struct RelatedItemsEncoder: Sendable {
    /// `"name":` of each matrix, ready to be copied.
    private let names: [[UInt8]]

    package init(matrixNames: [String]) {
        names = matrixNames.map { name in
            var bytes: [UInt8] = []
            bytes.append(json: Array(name.utf8))
            bytes.append(json: ":")
            return bytes
        }
    }

    package func appendKey(of related: RelatedItems, ids: IDTable, to bytes: inout [UInt8]) {
        bytes.append(key: ids.id(related.item), in: ids.arena)
    }

    package func appendValue(of related: RelatedItems, ids: IDTable, to bytes: inout [UInt8]) {
        appendLists(of: related, ids: ids, to: &bytes)
        bytes.append(json: "}")
    }

    /// As a record, with `"row_coverage":{"<matrix>":…,…},"row_total":{…}` at its end. No matrix
    /// has an underscore in its name.
    package func appendAnswer(
        _ answer: RelatedAnswer, ids: IDTable, to bytes: inout [UInt8]
    ) {
        appendLists(of: answer.items, ids: ids, to: &bytes)
        bytes.append(json: ",\"row_coverage\":")
        append(answer.rows.map(\.coverage), to: &bytes)
        bytes.append(json: ",\"row_total\":")
        append(answer.rows.map(\.total), to: &bytes)
        bytes.append(json: "}")
    }

    private func append(_ numbers: [Float], to bytes: inout [UInt8]) {
        bytes.append(json: "{")
        for (index, number) in numbers.enumerated() {
            if index > 0 { bytes.append(json: ",") }
            bytes.append(contentsOf: names[index])
            bytes.append(json: number)
        }
        bytes.append(json: "}")
    }

    private func appendLists(of related: RelatedItems, ids: IDTable, to bytes: inout [UInt8]) {
        let strings = ids.arena
        bytes.append(json: "{\"aid\":")
        bytes.append(json: ids.id(related.item), in: strings)
        bytes.append(json: ",\"ts\":")
        bytes.append(json: related.timestamp)
        for (name, list) in zip(names, related.lists) {
            bytes.append(json: ",")
            bytes.append(contentsOf: name)
            bytes.append(json: list, ids: ids, strings: strings)
        }
    }
}

extension [UInt8] {
    /// Neighbours as they are published and exported; `strings` is the arena of `ids`.
    mutating func append(json neighbours: [Neighbour], ids: IDTable, strings: [UInt8]) {
        append(json: "[")
        for (position, neighbour) in neighbours.enumerated() {
            append(json: position == 0 ? "{\"aid\":" : ",{\"aid\":")
            append(json: ids.id(neighbour.item), in: strings)
            append(json: ",\"weight\":")
            append(json: neighbour.weight)
            append(json: ",\"at_least\":")
            append(json: neighbour.atLeast)
            append(json: "}")
        }
        append(json: "]")
    }
}
