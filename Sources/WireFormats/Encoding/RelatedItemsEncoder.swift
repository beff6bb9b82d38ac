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
        let strings = ids.arena
        bytes.append(json: "{\"aid\":")
        bytes.append(json: ids.id(related.item), in: strings)
        bytes.append(json: ",\"ts\":")
        bytes.append(json: related.timestamp)
        for (name, list) in zip(names, related.lists) {
            bytes.append(json: ",")
            bytes.append(contentsOf: name)
            bytes.append(json: "[")
            for (position, neighbour) in list.enumerated() {
                bytes.append(json: position == 0 ? "{\"aid\":" : ",{\"aid\":")
                bytes.append(json: ids.id(neighbour.item), in: strings)
                bytes.append(json: ",\"weight\":")
                bytes.append(json: neighbour.weight)
                bytes.append(json: ",\"at_least\":")
                bytes.append(json: neighbour.atLeast)
                bytes.append(json: "}")
            }
            bytes.append(json: "]")
        }
        bytes.append(json: "}")
    }
}
