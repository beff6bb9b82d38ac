package import WireFormats

/// Where the records of a topic come from as they are: the topic, or a recording of it.
package protocol TopicReader: Sendable {
    /// The topic's name.
    var topic: String { get }

    /// How far it has come.
    var progress: InputProgress { get }

    /// The next entries, at least one and not many; nil at the end. After an error nothing more
    /// comes.
    func next() async throws -> [TopicEntry]?

    /// Lets go; nothing is called afterwards.
    func close() async
}
