internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    static func text(_ status: HTTPResponse.Status, _ line: String) -> Response {
        Response(status, type: "text/plain; charset=utf-8", Array("\(line)\n".utf8))
    }

    static func metrics(_ page: String) -> Response {
        Response(.ok, type: Exposition.contentType, Array(page.utf8))
    }

    /// `policy` says what the page may load.
    static func page(_ text: String, policy: String) -> Response {
        var response = Response(.ok, type: "text/html; charset=utf-8", Array(text.utf8))
        response.headers[.contentSecurityPolicy] = policy
        return response
    }

    static func json(_ status: HTTPResponse.Status = .ok, _ bytes: [UInt8]) -> Response {
        Response(status, type: "application/json", bytes + [UInt8(ascii: "\n")])
    }

    /// `{"error":"…"}`.
    init(_ error: HTTPError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        // A string always has a form in JSON.
        let bytes = (try? encoder.encode(["error": error.message])).map { Array($0) } ?? []
        self = .json(error.status, bytes)
        for field in error.headers { headers[field.name] = field.value }
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
