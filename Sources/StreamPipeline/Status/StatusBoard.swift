import Synchronization

/// Where the pipeline writes its status, once a batch, and others read it.
package final class StatusBoard: Sendable {
    private let status = Mutex(PipelineStatus())

    package init() {}

    package var current: PipelineStatus { status.withLock { $0 } }

    package func update(_ body: (inout PipelineStatus) -> Void) {
        status.withLock { body(&$0) }
    }
}
