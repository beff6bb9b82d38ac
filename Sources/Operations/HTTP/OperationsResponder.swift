internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Finds a request's route, once the gate has let it in, and counts what becomes of it.
struct OperationsResponder: HTTPResponder {
    let gate: RequestGate
    let pace: RequestPace
    let routes: [Route]
    let traffic: HTTPTraffic

    func respond(to request: Request, context: OperationsContext) async throws -> Response {
        if try await pace.turn(context.eventLoop) { traffic.delay() }
        let path = request.uri.path
        let sharing = routes.filter { $0.parameters(of: path) != nil }
        let route = sharing.first { $0.takes(request.method) }
        var response: Response
        do {
            try gate.checkHost(of: request)
            if sharing.first?.isOpen != true { try gate.checkToken(of: request) }
            response = try await answer(request, route, sharing, context.eventLoop)
        } catch let error as HTTPError {
            if let refusal = error.refusal { traffic.refuse(refusal) }
            response = Response(error)
            // Its body was not read, and will not be.
            if request.hasBody { response.headers[.connection] = "close" }
        }
        traffic.count(route?.name ?? "other", status: response.status.code)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(
        _ request: Request, _ route: Route?, _ sharing: [Route], _ eventLoop: any EventLoop
    ) async throws -> Response {
        guard let route else { throw sharing.isEmpty ? unknownPath : otherMethod(sharing) }
        if request.hasBody, route.method == .get {
            throw HTTPError(
                .contentTooLarge, "\(route.name): a request has no body here; send none",
                refusal: .body)
        }
        let parameters = route.parameters(of: request.uri.path) ?? []
        return try await route.answer(
            Call(request: request, parameters: parameters, eventLoop: eventLoop))
    }

    private var unknownPath: HTTPError {
        HTTPError(
            .notFound,
            "there is nothing at this path; try " + routes.map(\.name).joined(separator: ", "))
    }

    private func otherMethod(_ sharing: [Route]) -> HTTPError {
        let methods = sharing.flatMap {
            $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue]
        }
        .joined(separator: ", ")
        return HTTPError(
            .methodNotAllowed, "this path takes \(methods)",
            headers: [HTTPField(name: .allow, value: methods)])
    }
}

extension Request {
    /// Whether a body follows its head.
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }
}

/// Gives the responder the event loop of the connection that a request came over.
struct OperationsContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let eventLoop: any EventLoop

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        eventLoop = source.channel.eventLoop
    }
}
