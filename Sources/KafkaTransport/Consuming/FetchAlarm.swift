internal import CRdkafka

/// Keeps librdkafka before 2.2.0 from sleeping a second whenever its queue was full.
///
/// When the queue is full, a broker's thread stops fetching and looks again after a second or
/// when something wakes it; our taking records from the queue does not. A daemon that is behind
/// then gets one queue a second, however fast it is (measured: 120,000 records/s instead of
/// 400,000). Newer versions have `fetch.queue.backoff.ms` for it.
///
/// Setting the SASL credentials, to what they are, is the one call that wakes these threads and
/// does nothing else: no request is sent. Without SASL nobody reads them.
struct FetchAlarm {
    private static let interval: Duration = .milliseconds(10)

    private let isNeeded: Bool
    private let username: String
    private let password: String
    private var lastRing = ContinuousClock.now

    init(_ configuration: ClientConfiguration) {
        isNeeded = PropertyCatalogue.current.scope(of: "fetch.queue.backoff.ms") == nil
        username = configuration.value(of: "sasl.username") ?? ""
        password = configuration.value(of: "sasl.password") ?? ""
    }

    /// To be called after records were taken.
    mutating func ring(_ client: OpaquePointer) {
        guard isNeeded else { return }
        let now = ContinuousClock.now
        guard now - lastRing >= Self.interval else { return }
        lastRing = now
        if let error = rd_kafka_sasl_set_credentials(client, username, password) {
            rd_kafka_error_destroy(error)
        }
    }
}
