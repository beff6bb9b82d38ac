internal import HTTPTypes
internal import Hummingbird
internal import StreamPipeline
internal import WireFormats

/// All that is served, one line each.
struct OperationsRoutes: Sendable {
    let status: @Sendable () async -> DaemonStatus
    let metrics: @Sendable () async -> String
    let questions: EngineQuestions
    let posted: PostedEvents

    var table: [Route] {
        [
            Route(.get, "/", isOpen: true) { _ in StatusPage.response() },
            Route(.get, "/healthz", isOpen: true) { _ in .text(.ok, "ok") },
            Route(.get, "/readyz", isOpen: true) { _ in await readiness() },
            Route(.get, "/status") { _ in .json(.ok, try await status().json()) },
            Route(.get, "/metrics") { _ in .metrics(await metrics()) },
            Route(.get, "/v1/sessions/{id}/recommendations", answer: recommendations),
            Route(.post, "/v1/recommendations", answer: recommendationsForEvents),
            Route(.get, "/v1/items/{aid}/related", answer: related),
            Route(.get, "/v1/sample") { call in
                try await questions.ask(.sample, about: "the sample", call.eventLoop)
            },
        ]
    }

    private func readiness() async -> Response {
        let status = await status()
        if status.phase == .consuming { return .text(.ok, "ok") }
        return .text(.serviceUnavailable, status.reason ?? status.phase.rawValue)
    }

    private func recommendations(_ call: Call) async throws -> Response {
        try await questions.ask(
            .session(try id(call, of: "session"), explained: call.has("explain")),
            about: "session \(call.parameters[0])", call.eventLoop)
    }

    private func recommendationsForEvents(_ call: Call) async throws -> Response {
        try await questions.ask(
            .events(try await posted.read(call.request), explained: call.has("explain")),
            about: "the list of events", call.eventLoop)
    }

    private func related(_ call: Call) async throws -> Response {
        try await questions.ask(
            .related(try id(call, of: "item")), about: "item \(call.parameters[0])",
            call.eventLoop)
    }

    private func id(_ call: Call, of what: String) throws -> QueriedID {
        if let id = QueriedID(call.parameters[0]) { return id }
        throw HTTPError(
            .badRequest, "the \(what) in the path must have 1 to 64 bytes, percent-encoded")
    }
}
