/// Whether a property's value must never be shown.
package func isSecret(_ property: String) -> Bool {
    secretWords.contains { property.contains($0) } && !property.hasSuffix(".location")
}

private let secretWords = [
    "password", "passwd", "secret", "token", "jaas", "ssl.key", "ssl_key", "key.pem",
    "oauthbearer.config",
]

/// Takes the secrets of a client out of what librdkafka says of it.
///
/// librdkafka masks its own properties where it prints them, but repeats parts of them in some
/// errors. Words of fewer than four bytes stay: they are in every sentence.
struct SecretMask: Sendable {
    private static let byteCountMin = 4
    private static let mask = "********"

    private let words: [String]

    init(_ properties: [(name: String, value: String)] = []) {
        let secrets = properties.filter { isSecret($0.name) }.map(\.value)
        let words =
            secrets + secrets.flatMap { $0.split(whereSeparator: \.isWhitespace) }.map(String.init)
        // Longest first: a part must not break up the whole.
        self.words = Set(words).filter { $0.utf8.count >= Self.byteCountMin }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    func hiding(in text: String) -> String {
        words.reduce(text) { $0.replacing($1, with: Self.mask) }
    }
}
