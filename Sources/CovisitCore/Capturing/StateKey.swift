/// A setting that decides what state means, by its path in the configuration.
package struct StateKey: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
