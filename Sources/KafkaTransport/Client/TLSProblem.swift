/// Why an encrypted connection did not come about, and what to do.
///
/// librdkafka 2.0.2 says "certificate verify failed" of everything that may be wrong with a
/// broker's certificate, and of what the broker did not like only the alert that it sent.
struct TLSProblem: Sendable, Equatable {
    let message: String

    /// - Parameters:
    ///   - code: `X509_V_ERR_…` of openssl/x509_vfy.h, a stable part of its interface.
    ///   - depth: 0 for the broker's own certificate, more for those of the CAs behind it.
    init(certificateError code: Int32, depth: Int32) {
        let whose = depth == 0 ? "the broker's certificate" : "a CA of the broker's certificate"
        message =
            switch code {
            case 2, 18, 19, 20, 21:
                "the broker's certificate is not signed by a CA that is trusted here: name the "
                    + "file of its CA in ssl.ca.location"
            case 9: "\(whose) is not valid yet: check the clocks of this machine and of its maker"
            case 10: "\(whose) has expired: renew it, or correct the clock of this machine"
            case 23: "\(whose) has been revoked: give the broker another one"
            case 62, 64:
                "the broker's certificate is for another host name: name the broker in "
                    + "kafka.bootstrap_servers, and in its own advertised.listeners, as its "
                    + "certificate does, or add the name to the certificate"
            default:
                "\(whose) is refused, X509 error \(code): openssl s_client -connect says more"
            }
    }

    /// What librdkafka's words mean; nil where they are about something else.
    init?(_ detail: String) {
        if let alert = Self.alert(in: detail) {
            message = Self.meaning(ofAlert: alert)
        } else if detail.contains("SSL_HANDSHAKE"),
            Self.notTLS.contains(where: { detail.contains($0) })
        {
            message =
                "the broker does not speak TLS at this port: name the port of its TLS listener, "
                + "or correct security.protocol"
        } else {
            return nil
        }
    }

    /// What OpenSSL says of an answer that is none, or of a connection that was closed instead.
    private static let notTLS = [
        "unexpected eof", "wrong version number", "packet length too long", "record layer failure",
    ]

    /// The number of the alert that the broker sent; RFC 8446, appendix B.2.
    private static func alert(in detail: String) -> Int? {
        guard let range = detail.firstRange(of: "SSL alert number ") else { return nil }
        return Int(detail[range.upperBound...].prefix { $0.isNumber })
    }

    private static func meaning(ofAlert alert: Int) -> String {
        switch alert {
        case 116:
            "the broker asks for a client certificate and has got none: set "
                + "ssl.certificate.location and ssl.key.location"
        case 48:
            "the broker does not trust the CA of our certificate: use one that is signed by a CA "
                + "of the broker's, or add ours to its truststore"
        case 44: "the broker says that our certificate has been revoked: use another one"
        case 45: "the broker says that our certificate has expired: renew it"
        case 42, 43, 46:
            "the broker refuses our certificate (TLS alert \(alert)): check that "
                + "ssl.certificate.location is meant for clients"
        case 40:
            "the broker ended the handshake: it asks for a client certificate "
                + "(ssl.certificate.location), or no cipher is known to both"
        case 70: "the broker speaks another version of TLS: make it accept 1.2 or 1.3"
        default: "the broker ended the connection with TLS alert \(alert): its log says why"
        }
    }
}
