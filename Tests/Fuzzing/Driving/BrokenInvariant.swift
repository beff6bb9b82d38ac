/// Something that must hold of any input, and did not of this one.
package struct BrokenInvariant: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Throws where `condition` does not hold.
package func require(
    _ condition: Bool, _ what: @autoclosure () -> String
) throws(BrokenInvariant) {
    if !condition { throw BrokenInvariant(what()) }
}
