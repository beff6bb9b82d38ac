internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
package import StreamPipeline
internal import Synchronization
package import WireFormats

/// Serves the table of `OperationsRoutes` over HTTP, to this machine by default.
package struct OperationsServer: Sendable {
    private let options: HTTPOptions
    private let responder: OperationsResponder
    private let traffic: HTTPTraffic
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - status: what `/status` says; `traffic.status` is the caller's to put into it.
    ///   - metrics: the text of `/metrics`.
    ///   - queries: where questions to the engine are left.
    ///   - schema: how events are spelt, those of bodies too.
    ///   - onListening: is given the port in use.
    package init(
        _ options: HTTPOptions, schema: EventSchema = EventSchema(), queries: QueryDesk,
        traffic: HTTPTraffic = HTTPTraffic(),
        status: @escaping @Sendable () async -> DaemonStatus,
        metrics: @escaping @Sendable () async -> String,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.options = options
        self.traffic = traffic
        self.onListening = onListening
        let routes = OperationsRoutes(
            status: status, metrics: metrics,
            questions: EngineQuestions(desk: queries, timeout: options.queryTimeout),
            posted: PostedEvents(schema: schema, options: options))
        responder = OperationsResponder(
            gate: RequestGate(host: options.host, token: options.token),
            pace: RequestPace(perSecond: options.requestsPerSecondMax), routes: routes.table,
            traffic: traffic)
    }

    /// Serves until the task is cancelled or its service group shuts down; requests in progress
    /// are answered first.
    package func run() async throws {
        let isListening = Atomic(false)
        let thread = HTTPThread()
        let application = Application(
            responder: responder,
            server: .http1(configuration: limits),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                availableConnectionsDelegate: ConnectionLimit(
                    countMax: options.connectionCountMax, traffic: traffic)),
            onServerRunning: { [onListening] channel in
                isListening.store(true, ordering: .relaxed)
                onListening(channel.localAddress?.port ?? 0)
            },
            eventLoopGroupProvider: .shared(thread.group),
            logger: quietLogger)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await runUncancelled(application, on: thread))
        } catch {
            outcome = .failure(error)
        }
        try await thread.end()
        do {
            try outcome.get()
        } catch {
            if isListening.load(ordering: .relaxed) { throw error }
            throw OperationsServerError(
                host: options.host, port: options.port, cause: "\(error)")
        }
    }

    /// Turns a cancellation into an orderly end: a Hummingbird server that is cancelled while a
    /// connection waits to be taken up stops the process (2.28.1, "Deinited NIOAsyncWriter").
    private func runUncancelled(_ application: some Service, on thread: HTTPThread) async throws {
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
        let running = Task(executorPreference: thread.executor) { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            ending.finish()
        }
    }

    /// What a head may be like, and the guard that holds each connection to the other limits.
    private var limits: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(options, traffic)],
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
        Set http.host to an address of this machine, http.port to a free port, or http.enabled to false.
        """
    }
}
