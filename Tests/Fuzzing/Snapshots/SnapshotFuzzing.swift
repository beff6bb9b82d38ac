internal import CovisitCore
internal import Fuzzing

/// Takes its input for sections of a small state; behind 0xFE for changes to a snapshot file,
/// whose checksums are made right; behind 0xFF for a file as it is.
package final class SnapshotFuzzing: FuzzTarget {
    private let state: StateFuzzing
    private let file: FileFuzzing
    private let isThorough: Bool

    /// Files take a hundred times as long as sections, and what is accepted ten times as long
    /// again when it is put to use. Unless this is to be thorough, it does so with every 16th file
    /// and every 512th of what is accepted, told by its bytes.
    package init(isThorough: Bool = false) throws {
        self.isThorough = isThorough
        state = try StateFuzzing()
        file = try FileFuzzing()
    }

    package func run(_ bytes: UnsafeRawBufferPointer) throws {
        let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        let hash = bytes.reduce(0) { mix($0 &+ UInt64($1)) }
        let isUsed = isThorough || hash % 512 == 0
        guard let first = bytes.first, first >= 0xFE else {
            return try state.run(bytes, isUsed: isUsed)
        }
        guard isThorough || hash % 16 == 0 else { return }
        let engine =
            try first == 0xFE
            ? file.engine(changedBy: rest) : file.engine(in: Array(rest))
        if let engine, isUsed { try state.check(engine) }
    }
}
