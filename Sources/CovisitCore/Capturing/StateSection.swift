/// A part of the state; the order of their indices is their order in a snapshot.
package enum StateSection: Sendable, Hashable {
    /// Watermark, counters, popularity's top lists, numbers of items that are free.
    case engine
    /// Items: their ids, popularity, when they were seen last.
    case directory
    /// One shard of sessions.
    case sessions(Int)
    /// One shard of items: their rows in every matrix.
    case items(Int)

    package static let count = 2 + 2 * Engine.shardCount

    package init?(index: Int) {
        switch index {
        case 0: self = .engine
        case 1: self = .directory
        case 2..<(2 + Engine.shardCount): self = .sessions(index - 2)
        case (2 + Engine.shardCount)..<Self.count: self = .items(index - 2 - Engine.shardCount)
        default: return nil
        }
    }

    package var index: Int {
        switch self {
        case .engine: 0
        case .directory: 1
        case .sessions(let shard): 2 + shard
        case .items(let shard): 2 + Engine.shardCount + shard
        }
    }
}

extension StateSection: CustomStringConvertible {
    package var description: String {
        switch self {
        case .engine: "engine"
        case .directory: "directory"
        case .sessions(let shard): "sessions \(shard)"
        case .items(let shard): "items \(shard)"
        }
    }
}

/// A piece of captured state: whole entries of one section, about 256 KiB of them.
package struct StateChunk: Sendable {
    package var section: StateSection
    package var bytes: [UInt8]
    package var isLastOfSection: Bool

    package init(section: StateSection, bytes: [UInt8], isLastOfSection: Bool) {
        self.section = section
        self.bytes = bytes
        self.isLastOfSection = isLastOfSection
    }
}
