internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Holds one connection to its times.
///
/// A head must arrive within the idle timeout, counted from the beginning or from the answer
/// before, however slowly its bytes come; from then on the request timeout runs until the answer
/// has left. Behind an answer that says `connection: close` nothing is read any more: a client that
/// still sends is held by its own kernel, and has a moment to read why before it is cut off.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let lingering = TimeAmount.seconds(1)

    private let options: HTTPOptions
    private let traffic: HTTPTraffic
    private var isOpen = false
    /// Requests whose answers have not left.
    private var requestCount = 0
    /// Whether the answer under way is the last.
    private var isEnding = false
    /// Whether what comes is of no interest any more: a request that ends half-way is no news then.
    private var isOver = false
    private var timer: Scheduled<Void>?

    init(_ options: HTTPOptions, _ traffic: HTTPTraffic) {
        self.options = options
        self.traffic = traffic
    }

    // MARK: Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        open(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        if isOpen { traffic.close() }
        isOpen = false
        context.fireChannelInactive()
    }

    private func open(_ context: ChannelHandlerContext) {
        if isOpen { return }
        isOpen = true
        traffic.open()
        arm(context, options.idleTimeout, .idle)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isOver, !(error is IOError), !(error is ChannelError) { traffic.refuse(.malformed) }
        isOver = true
        context.fireErrorCaught(error)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) {
            requestCount += 1
            if requestCount == 1 { arm(context, options.requestTimeout, .slow) }
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if !isEnding { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.headerFields[.connection] == "close" { (isEnding, isOver) = (true, true) }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenSuccess { self.answered(context) }
            context.write(data, promise: written)
        }
    }

    private func answered(_ context: ChannelHandlerContext) {
        requestCount = max(0, requestCount - 1)
        if isEnding {
            timer?.cancel()
            context.close(mode: .output, promise: nil)
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
                context.close(promise: nil)
            }
        } else if requestCount > 0 {
            arm(context, options.requestTimeout, .slow)
        } else {
            arm(context, options.idleTimeout, .idle)
        }
    }

    // MARK: Time

    private func arm(
        _ context: ChannelHandlerContext, _ timeout: Duration, _ refusal: HTTPTraffic.Refusal
    ) {
        timer?.cancel()
        guard isOpen else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
            self.isOver = true
            self.traffic.refuse(refusal)
            context.close(promise: nil)
        }
    }
}
