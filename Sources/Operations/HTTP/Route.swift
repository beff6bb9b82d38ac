internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// One line of the table of routes: what is asked for, and who answers.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// Segments between slashes; one in braces stands for any text, percent-encoded.
    let path: String
    /// Whether it is answered without a token.
    var isOpen = false
    let answer: @Sendable (Call) async throws -> Response

    private let segments: [Substring]

    init(
        _ method: HTTPRequest.Method, _ path: String, isOpen: Bool = false,
        answer: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.isOpen = isOpen
        self.answer = answer
        segments = Self.segments(of: path)
    }

    /// As counters have it.
    var name: String { "\(method.rawValue) \(path)" }

    /// Whether a request of this method is meant; HEAD is GET without a body.
    func takes(_ other: HTTPRequest.Method) -> Bool {
        method == other || (method == .get && other == .head)
    }

    /// The texts that stand in a path for segments in braces; nil where it is another path.
    func parameters(of path: String) -> [String]? {
        let given = Self.segments(of: path)
        guard given.count == segments.count else { return nil }
        var parameters: [String] = []
        for (segment, text) in zip(segments, given) {
            if segment.first == "{" {
                guard let decoded = percentDecoded(text) else { return nil }
                parameters.append(decoded)
            } else if segment != text {
                return nil
            }
        }
        return parameters
    }

    private static func segments(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }
}

/// A request that has found its route.
struct Call: Sendable {
    let request: Request
    /// What the braces of the route's path stand for, in order.
    let parameters: [String]
    let eventLoop: any EventLoop

    /// Whether the query part of the address has this word, as `?explain` or `&explain=true`.
    func has(_ word: String) -> Bool {
        (request.uri.query ?? "").split(separator: "&").contains { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return halves[0] == word
                && (halves.count == 1 || ["", "1", "true"].contains(halves[1]))
        }
    }
}

/// The text that a part of an address stands for; nil where its escapes are wrong or what they
/// make is no UTF-8.
func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexadecimalValue),
            let low = rest.popFirst().flatMap(hexadecimalValue)
        else { return nil }
        bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
}

private func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
