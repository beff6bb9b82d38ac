import Synchronization

/// What one worker sorted by item shard, in the order of the events: a counting sort in two
/// passes.
final class Exchange: Sendable {
    struct Content {
        fileprivate var operations: [RowOperation] = []
        /// Operations of shard s lie at `starts[s]..<starts[s + 1]`, once laid out.
        fileprivate var starts = [Int](repeating: 0, count: Engine.shardCount + 1)
        private var next: [Int] = []

        @inline(__always)
        mutating func count(row: UInt32) {
            starts[Int(row) % Engine.shardCount + 1] += 1
        }

        mutating func layOut() {
            for shard in 0..<Engine.shardCount { starts[shard + 1] += starts[shard] }
            next = starts
            let vacant = RowOperation(RowRead(row: 0, matrix: 0), at: 0)
            operations = Array(repeating: vacant, count: starts[Engine.shardCount])
        }

        @inline(__always)
        mutating func place(_ operation: RowOperation) {
            let shard = Int(operation.row) % Engine.shardCount
            operations[next[shard]] = operation
            next[shard] += 1
        }
    }

    private let content = Mutex(Content())

    func fill(_ body: (inout Content) -> Void) {
        content.withLock { body(&$0) }
    }

    func operations(of shard: Int) -> ArraySlice<RowOperation> {
        content.withLock { $0.operations[$0.starts[shard]..<$0.starts[shard + 1]] }
    }
}
