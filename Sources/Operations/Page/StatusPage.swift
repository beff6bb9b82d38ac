internal import Hummingbird

/// The page at `/`: shows people what `/status` and the questions under `/v1` tell programs.
///
/// It has nothing in it that is worth hiding: figures come with the requests that it makes, which
/// need the token where there is one. It loads nothing else, and its one style and one script are
/// let in by a nonce, so that a text from the feed cannot become either.
enum StatusPage {
    static func response() -> Response {
        let halves = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 36) }
        let nonce = halves.joined()
        return .page(text(nonce: nonce), policy: policy(nonce: nonce))
    }

    static func text(nonce: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>covisitd</title>
        <link rel="icon" href="data:,">
        <style nonce="\(nonce)">
        \(style)
        </style>
        </head>
        <body>
        \(content)
        <script nonce="\(nonce)">
        "use strict"
        \(scripts.joined(separator: "\n"))
        </script>
        </body>
        </html>

        """
    }

    /// Parts of one script: a name is declared before it is used, and `begin` comes last.
    private static let scripts = [elements, charts, figures, samples, lookUp, polling]

    private static func policy(nonce: String) -> String {
        """
        default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; \
        connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
        frame-ancestors 'none'
        """
    }
}
