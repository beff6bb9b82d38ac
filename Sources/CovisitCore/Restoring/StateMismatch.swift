/// Settings under which captured state would mean something else than it did.
package struct StateMismatch: Error, Equatable, CustomStringConvertible {
    /// Each with its values in the snapshot and now.
    package var differences: [String]

    package var description: String { differences.joined(separator: "; ") }
}
