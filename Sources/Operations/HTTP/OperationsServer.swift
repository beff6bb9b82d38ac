internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// Serves `/healthz`, `/readyz`, `/status` and `/metrics` over HTTP, to this machine by default.
package struct OperationsServer: Sendable {
    private static let connectionCountMax = 256

    private let host: String
    private let port: Int
    private let status: @Sendable () async -> DaemonStatus
    private let metrics: @Sendable () async -> String
    private let onListening: @Sendable (Int) -> Void
    /// Time for a request to arrive, and for a connection to lie idle.
    var idleTimeout = Duration.seconds(5)

    /// Port 0 means any free one; `onListening` is given the port in use.
    package init(
        host: String = "127.0.0.1", port: Int,
        status: @escaping @Sendable () async -> DaemonStatus,
        metrics: @escaping @Sendable () async -> String,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.status = status
        self.metrics = metrics
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or its service group shuts down; requests in progress
    /// are answered first.
    package func run() async throws {
        let isListening = Atomic(false)
        let application = Application(
            responder: OperationsResponder(
                gate: RequestGate(host: host), status: status, metrics: metrics),
            server: .http1(configuration: limits),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    Self.connectionCountMax)),
            onServerRunning: { [onListening] channel in
                isListening.store(true, ordering: .relaxed)
                onListening(channel.localAddress?.port ?? 0)
            },
            logger: quietLogger)
        do {
            try await runUncancelled(application)
        } catch {
            if isListening.load(ordering: .relaxed) { throw error }
            throw OperationsServerError(host: host, port: port, cause: "\(error)")
        }
    }

    /// Turns a cancellation into an orderly end: a Hummingbird server that is cancelled while a
    /// connection waits to be taken up stops the process (2.28.1, "Deinited NIOAsyncWriter").
    private func runUncancelled(_ application: some Service) async throws {
        let (end, ending) = AsyncStream.makeStream(of: Never.self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: application),
                    .init(
                        service: StreamWatch(stream: end),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: quietLogger))
        // Unstructured, since a child task would be cancelled along with this one.
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            ending.finish()
        }
    }

    /// What a request may cost before it is refused.
    private var limits: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: TimeAmount(idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
    }

    /// The framework calls every orderly end an error; real ones are thrown by `run`.
    private var quietLogger: Logger {
        var logger = Logger(label: "http")
        logger.logLevel = .critical
        return logger
    }
}

/// Lasts as long as a stream.
private struct StreamWatch: Service {
    let stream: AsyncStream<Never>

    func run() async throws {
        for await _ in stream {}
    }
}

/// The server could not listen at its address.
package struct OperationsServerError: Error, Sendable, CustomStringConvertible {
    package var host: String
    package var port: Int
    package var cause: String

    package var description: String {
        """
        cannot listen at \(host):\(port): \(cause). \
        Set http.port to a free port, or http.enabled to false.
        """
    }
}
