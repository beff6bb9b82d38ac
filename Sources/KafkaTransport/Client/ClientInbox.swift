internal import CRdkafka
internal import Glibc
internal import Synchronization

/// Where librdkafka's callbacks leave what they have to say, until the owner looks.
///
/// Callbacks run inside the owner's poll calls, but logs come from librdkafka's own threads: hence
/// the lock. A queue for them would have no bound, and be served at the owner's pace.
class ClientInbox {
    private struct Contents {
        var notices: [KafkaNotice] = []
        var errorCounts: [String: Int] = [:]
        var fatalError: KafkaError?
        var isConnected = false
        var statistics = ClientStatistics()
        /// Totals of the clients before this one.
        var earlier = ClientStatistics()
        var skippedCount = 0
        var secrets = SecretMask()
        /// What is wrong with the certificates of brokers that were refused, by host and port.
        var refusedCertificates: [String: TLSProblem] = [:]
    }

    /// More notices than this between two looks are counted, and not kept; of lines of a log,
    /// which `debug` can write by the million, fewer, so that there is room for the others.
    private static let noticeCountMax = 512
    private static let lineCountMax = 256

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
            var notices = contents.notices
            contents.notices.removeAll(keepingCapacity: true)
            if contents.skippedCount > 0 {
                notices.append(.noticesSkipped(contents.skippedCount))
                contents.skippedCount = 0
            }
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
                contents.skippedCount += 1
            }
        }
    }

    /// Called on librdkafka's threads; the text is only read where there is room for it.
    fileprivate final func takeLine(
        _ severity: Int32, _ facility: UnsafePointer<CChar>, _ message: UnsafePointer<CChar>
    ) {
        contents.withLock { contents in
            guard contents.notices.count < Self.lineCountMax else {
                contents.skippedCount += 1
                return
            }
            contents.notices.append(
                .clientLogged(
                    severity: Int(severity), facility: String(cString: facility),
                    message: contents.secrets.hiding(in: String(cString: message))))
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
    /// Makes a configuration deliver its callbacks here; a client that is made of it must `retain`.
    final func attach(to configuration: OpaquePointer, hiding secrets: SecretMask) {
        contents.withLock { $0.secrets = secrets }
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
            guard let inbox = inbox(opaque) else { return }
            inbox.report(inbox.describedError(code, reason, of: client))
        }
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, message in
            guard let client, let facility, let message else { return }
            inbox(rd_kafka_opaque(client))?.takeLine(level, facility, message)
        }
        watchCertificates(of: configuration)
        rd_kafka_conf_set_stats_cb(configuration) { _, json, byteCount, opaque in
            if let json {
                let text = UnsafeRawBufferPointer(start: json, count: byteCount)
                inbox(opaque)?.see(ClientStatistics(json: text))
            }
            return 0
        }
    }
}

extension ClientInbox {
    /// Stays for as long as a client that may call back, be it one that nobody has closed.
    final func retain() {
        _ = Unmanaged.passRetained(self)
    }

    /// Ends what `retain` began, with the client's opaque pointer.
    static func release(_ opaque: UnsafeMutableRawPointer?) {
        if let opaque { Unmanaged<ClientInbox>.fromOpaque(opaque).release() }
    }

    fileprivate final func hidingSecrets(in text: UnsafePointer<CChar>) -> String {
        let secrets = contents.withLock { $0.secrets }
        return secrets.hiding(in: String(cString: text))
    }

    /// For a fatal error librdkafka passes a code that says no more than that; asks for the real
    /// one.
    fileprivate final func describedError(
        _ code: Int32, _ reason: UnsafePointer<CChar>?, of client: OpaquePointer?
    ) -> KafkaError {
        if let client, code == RD_KAFKA_RESP_ERR__FATAL.rawValue,
            let fatal = KafkaTransport.fatalError(of: client)
        {
            return fatal
        }
        let detail = reason.map { hidingSecrets(in: $0) }
        if let detail, let problem = tlsProblem(in: detail) {
            return KafkaError(problem, detail: detail)
        }
        return KafkaError(rd_kafka_resp_err_t(code), detail)
    }
}

// MARK: - Certificates

extension ClientInbox {
    /// Learns why OpenSSL refuses a certificate, which librdkafka does not pass on, and decides
    /// nothing: what was refused stays refused.
    private final func watchCertificates(of configuration: OpaquePointer) {
        // Where nothing is verified there is nothing to learn, and OpenSSL asks all the same.
        guard isVerifying(configuration) else { return }
        // Fails where librdkafka was built without TLS; then there are no certificates.
        _ = rd_kafka_conf_set_ssl_cert_verify_cb(configuration) {
            _, broker, _, error, depth, _, _, words, wordsByteCount, opaque in
            guard let error, error.pointee != 0 else { return 1 }
            let problem = TLSProblem(certificateError: error.pointee, depth: depth)
            if let broker {
                inbox(opaque)?.refuseCertificate(of: String(cString: broker), problem)
            }
            if let words, wordsByteCount > 0 {
                strncpy(words, problem.message, wordsByteCount - 1)
                words[wordsByteCount - 1] = 0
            }
            return 0
        }
    }

    private final func isVerifying(_ configuration: OpaquePointer) -> Bool {
        var byteCount = 16
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: byteCount) { buffer in
            let result = rd_kafka_conf_get(
                configuration, "enable.ssl.certificate.verification", buffer.baseAddress,
                &byteCount)
            guard result == RD_KAFKA_CONF_OK, let start = buffer.baseAddress else { return true }
            return String(cString: start) != "false"
        }
    }

    /// Called on a broker's thread.
    private final func refuseCertificate(of broker: String, _ problem: TLSProblem) {
        contents.withLock { $0.refusedCertificates[broker] = problem }
    }

    private final func tlsProblem(in detail: String) -> TLSProblem? {
        guard detail.contains("certificate verify failed") else { return TLSProblem(detail) }
        let refused = contents.withLock { $0.refusedCertificates }
        // The error's text begins with the broker's name, its protocol before it.
        return refused.first { detail.contains("://\($0.key)/") }?.value
    }
}

private func inbox(_ opaque: UnsafeMutableRawPointer?) -> ClientInbox? {
    opaque.map { Unmanaged<ClientInbox>.fromOpaque($0).takeUnretainedValue() }
}

/// The error that made a client useless, if one did: what librdkafka calls fatal is a value here,
/// and nothing traps.
func fatalError(of client: OpaquePointer) -> KafkaError? {
    let text = errorText { buffer, byteCount in
        rd_kafka_fatal_error(client, buffer, byteCount)
    }
    guard text.result != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(text.result, text.string, isFatal: true)
}
