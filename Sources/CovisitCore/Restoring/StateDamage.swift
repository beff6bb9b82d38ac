/// Why a section of a snapshot cannot be what the engine wrote.
package struct StateDamage: Error, Equatable, CustomStringConvertible {
    package var section: StateSection
    package var cause: String

    init(_ section: StateSection, _ cause: String) {
        self.section = section
        self.cause = cause
    }

    package var description: String { "section \(section): \(cause)" }
}
