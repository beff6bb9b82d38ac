internal import CRdkafka
internal import Synchronization

/// Where librdkafka's callbacks leave what they have to say, until the owner looks.
///
/// Callbacks run inside the owner's poll calls, but logs also come from librdkafka's threads
/// while a client goes down: hence the lock.
class ClientInbox {
    private struct Contents {
        var notices: [KafkaNotice] = []
        var errorCounts: [String: Int] = [:]
        var fatalError: KafkaError?
        var isConnected = false
        var statistics = ClientStatistics()
        /// Totals of the clients before this one.
        var earlier = ClientStatistics()
        var skippedNoticeCount = 0
    }

    /// More notices than this between two looks are counted, and not kept.
    private static let noticeCountMax = 256

    private let contents = Mutex(Contents())

    /// Errors so far, by name.
    final var errorCounts: [String: Int] { contents.withLock { $0.errorCounts } }
    /// Whether a broker connection was up at the last look (every `statistics.interval.ms`).
    final var isConnected: Bool { contents.withLock { $0.isConnected } }
    /// As of the last look.
    final var statistics: ClientStatistics { contents.withLock { $0.statistics } }
    final var fatalError: KafkaError? { contents.withLock { $0.fatalError } }

    final func takeNotices() -> [KafkaNotice] {
        contents.withLock { contents in
            let notices = contents.notices
            contents.notices.removeAll(keepingCapacity: true)
            return notices
        }
    }

    final func count(_ error: KafkaError) {
        contents.withLock { $0.errorCounts[error.name, default: 0] += 1 }
    }

    final func post(_ notice: KafkaNotice) {
        contents.withLock { contents in
            if contents.notices.count < Self.noticeCountMax {
                contents.notices.append(notice)
            } else {
                contents.skippedNoticeCount += 1
            }
        }
    }

    fileprivate final func report(_ error: KafkaError) {
        contents.withLock { contents in
            contents.errorCounts[error.name, default: 0] += 1
            if error.isFatal { contents.fatalError = contents.fatalError ?? error }
            if error.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue {
                contents.isConnected = false
            }
        }
        post(.errorReported(error))
    }

    fileprivate final func see(_ statistics: ClientStatistics) {
        contents.withLock { contents in
            contents.isConnected = statistics.isConnected
            contents.statistics = statistics
            contents.statistics.goOn(from: contents.earlier)
        }
    }

    /// From now on another client reports here, whose totals begin at zero.
    final func beginNewClient() {
        contents.withLock { $0.earlier = $0.statistics }
    }
}

extension ClientInbox {
    /// Makes a configuration deliver its callbacks here; the inbox must outlive the client.
    final func attach(to configuration: OpaquePointer) {
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
            inbox(opaque)?.report(describedError(code, reason, of: client))
        }
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, message in
            guard let client, let facility, let message else { return }
            inbox(rd_kafka_opaque(client))?.post(
                .clientLogged(
                    severity: Int(level), facility: String(cString: facility),
                    message: String(cString: message)))
        }
        rd_kafka_conf_set_stats_cb(configuration) { _, json, byteCount, opaque in
            if let json {
                let text = UnsafeRawBufferPointer(start: json, count: byteCount)
                inbox(opaque)?.see(ClientStatistics(json: text))
            }
            return 0
        }
    }
}

private func inbox(_ opaque: UnsafeMutableRawPointer?) -> ClientInbox? {
    opaque.map { Unmanaged<ClientInbox>.fromOpaque($0).takeUnretainedValue() }
}

/// For a fatal error librdkafka passes a code that says no more than that; asks for the real one.
private func describedError(
    _ code: Int32, _ reason: UnsafePointer<CChar>?, of client: OpaquePointer?
) -> KafkaError {
    if let client, code == RD_KAFKA_RESP_ERR__FATAL.rawValue, let fatal = fatalError(of: client) {
        return fatal
    }
    return KafkaError(rd_kafka_resp_err_t(code), reason.map { String(cString: $0) })
}

/// The error that made a client useless, if one did.
func fatalError(of client: OpaquePointer) -> KafkaError? {
    let text = errorText { buffer, byteCount in
        rd_kafka_fatal_error(client, buffer, byteCount)
    }
    guard text.result != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(text.result, text.string, isFatal: true)
}
