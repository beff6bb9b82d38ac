internal import HTTPTypes
internal import Hummingbird

/// Refuses requests that no honest client of these endpoints sends.
struct RequestGate: Sendable {
    private static let loopbackNames = ["localhost", "127.0.0.1", "[::1]"]

    private let isLoopback: Bool

    /// `host` is the address that the server listens at.
    init(host: String) {
        isLoopback = host == "::1" || Self.loopbackNames.contains(host)
    }

    /// The answer to a request that must not pass.
    func refusal(of request: Request) -> Response? {
        // A web page whose name was rebound to 127.0.0.1 still sends its own name.
        if isLoopback, !Self.isLoopbackName(request.head.authority ?? "") {
            return .text(.forbidden, "ask for localhost, 127.0.0.1 or [::1]")
        }
        if Self.hasBody(request) {
            return .text(.contentTooLarge, "a request has no body here")
        }
        if request.method != .get, request.method != .head {
            var response = Response.text(.methodNotAllowed, "only GET and HEAD")
            response.headers[.allow] = "GET, HEAD"
            return response
        }
        return nil
    }

    /// Whether a Host header names this machine, with any port.
    static func isLoopbackName(_ authority: String) -> Bool {
        loopbackNames.contains { name in
            guard authority.lowercased().hasPrefix(name) else { return false }
            let rest = authority.utf8.dropFirst(name.utf8.count)
            return rest.isEmpty
                || (rest.first == UInt8(ascii: ":") && (2...6).contains(rest.count)
                    && rest.dropFirst().allSatisfy {
                        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    })
        }
    }

    private static func hasBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] != nil
            || request.headers[.contentLength].map { $0 != "0" } ?? false
    }
}
