/// What the pipeline tells the operator.
package enum PipelineNotice: Sendable, Equatable {
    /// The order journal names this many batches after the snapshot; they are repeated.
    case orderRepeating(batches: Int)
    case orderRepeated
    /// Records of a partition that the journal names do not come to us any more; the rest is
    /// taken in the order in which it comes.
    case orderAbandoned(partition: Int32, batches: Int)
    /// The topic has fewer records than the journal names: the input ended first.
    case orderUnfinished(batches: Int)
    case snapshotWritten(SnapshotFacts)
    case snapshotFailed(String)
}

package typealias PipelineNoticeHandler = @Sendable (PipelineNotice) -> Void
