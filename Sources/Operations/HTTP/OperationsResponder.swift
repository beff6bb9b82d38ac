internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Answers the requests that the gate lets through.
struct OperationsResponder: HTTPResponder {
    /// Time for a refused client to read why, before what it still sends is cut off.
    private static let refusalGrace = TimeAmount.seconds(1)

    let gate: RequestGate
    let status: @Sendable () async -> DaemonStatus
    let metrics: @Sendable () async -> String

    func respond(to request: Request, context: OperationsContext) async throws -> Response {
        if let refusal = gate.refusal(of: request) {
            let channel = context.channel
            channel.eventLoop.scheduleTask(in: Self.refusalGrace) { channel.close(promise: nil) }
            return refusal
        }
        let response = try await answer(to: request.uri.path)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(to path: String) async throws -> Response {
        switch path {
        case "/healthz":
            return .text(.ok, "ok")
        case "/readyz":
            let status = await status()
            if status.phase == .consuming { return .text(.ok, "ok") }
            return .text(.serviceUnavailable, status.reason ?? status.phase.rawValue)
        case "/status":
            return .json(try await status().json())
        case "/metrics":
            return .metrics(await metrics())
        default:
            return .text(.notFound, "try /healthz, /readyz, /status or /metrics")
        }
    }
}

/// Gives the responder the connection that a request came over.
struct OperationsContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

extension DaemonStatus {
    /// As `/status` shows it.
    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return Array(try encoder.encode(self))
    }
}

extension Response {
    static func text(_ status: HTTPResponse.Status, _ line: String) -> Response {
        Response(status, type: "text/plain; charset=utf-8", Array("\(line)\n".utf8))
    }

    static func metrics(_ page: String) -> Response {
        Response(.ok, type: Exposition.contentType, Array(page.utf8))
    }

    static func json(_ bytes: [UInt8]) -> Response {
        Response(.ok, type: "application/json", bytes + [UInt8(ascii: "\n")])
    }

    private init(_ status: HTTPResponse.Status, type: String, _ bytes: [UInt8]) {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        self.init(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
