import KafkaTransport
import Synchronization

/// Keeps notices for a look afterwards.
final class Notices: Sendable {
    private let notices = Mutex<[KafkaNotice]>([])

    var handler: KafkaNoticeHandler {
        { notice in self.notices.withLock { $0.append(notice) } }
    }
    var all: [KafkaNotice] { notices.withLock { $0 } }
}
