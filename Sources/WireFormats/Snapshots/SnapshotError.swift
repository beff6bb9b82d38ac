/// Why bytes are no snapshot that can be used.
package struct SnapshotError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// It does not begin like one.
        case foreign
        /// Written by a version that this one does not know.
        case unknownVersion
        /// It was a snapshot once.
        case damaged
    }

    package var code: Code
    package var cause: String

    package init(_ code: Code, _ cause: String) {
        self.code = code
        self.cause = cause
    }

    package var description: String { cause }
}
