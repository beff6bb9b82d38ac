internal import HTTPTypes
internal import Hummingbird

/// Lets in who may ask: this machine by its own names, and whoever has the token.
struct RequestGate: Sendable {
    private static let loopbackNames = ["localhost", "127.0.0.1", "[::1]"]

    private let isLoopback: Bool
    private let token: [UInt8]?

    /// `host` is the address that the server listens at.
    init(host: String, token: [UInt8]?) {
        isLoopback = HTTPOptions.isLoopback(host)
        self.token = token
    }

    /// A web page whose name was rebound to 127.0.0.1 still sends its own name.
    func checkHost(of request: Request) throws {
        if isLoopback, !Self.isLoopbackName(request.head.authority ?? "") {
            throw HTTPError(
                .forbidden,
                "the Host header does not name this machine: ask for localhost, 127.0.0.1 or [::1]",
                refusal: .host)
        }
    }

    func checkToken(of request: Request) throws {
        guard let token else { return }
        let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        if words.count == 2, words[0].lowercased() == "bearer",
            isEqual(Array(words[1].utf8), token)
        {
            return
        }
        throw HTTPError(
            .unauthorized,
            "the Authorization header is missing or wrong: send \"Authorization: Bearer TOKEN\" "
                + "with the token of http.token",
            headers: [HTTPField(name: .wwwAuthenticate, value: "Bearer")], refusal: .token)
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
}

extension HTTPOptions {
    /// Whether only this machine can reach this address.
    package static func isLoopback(_ host: String) -> Bool {
        ["127.0.0.1", "::1", "localhost"].contains(host)
    }
}

/// Compares in a time that depends on what was given alone, never on how much of it is right.
func isEqual(_ given: [UInt8], _ secret: [UInt8]) -> Bool {
    if secret.isEmpty { return false }
    var difference: UInt8 = given.count == secret.count ? 0 : 1
    for index in given.indices { difference |= given[index] ^ secret[index % secret.count] }
    return difference == 0
}
