internal import HTTPTypes
internal import Hummingbird

/// A request that is not answered as it wishes: what is wrong, where, and what to do.
struct HTTPError: Error {
    let status: HTTPResponse.Status
    let message: String
    var headers: [HTTPField] = []
    /// nil where the counter of the route's status says it all.
    var refusal: HTTPTraffic.Refusal?

    init(
        _ status: HTTPResponse.Status, _ message: String, headers: [HTTPField] = [],
        refusal: HTTPTraffic.Refusal? = nil
    ) {
        self.status = status
        self.message = message
        self.headers = headers
        self.refusal = refusal
    }

    /// The engine will answer again in a moment.
    static func busy(_ message: String, _ refusal: HTTPTraffic.Refusal? = nil) -> HTTPError {
        HTTPError(
            .serviceUnavailable, message, headers: [HTTPField(name: .retryAfter, value: "1")],
            refusal: refusal)
    }
}
