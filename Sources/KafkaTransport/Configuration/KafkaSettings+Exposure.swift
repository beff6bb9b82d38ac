extension KafkaSettings {
    /// What others in the network could read or change with these settings, and how to prevent
    /// it; empty where brokers are on this machine or connections are encrypted and verified.
    package var exposures: [String] {
        let strangers = bootstrapServers.split(separator: ",").map(hostAndPort)
            .filter { !isLoopback($0.host) }.map(\.text)
        guard let first = strangers.first else { return [] }
        switch property("security.protocol") ?? "plaintext" {
        case "ssl", "sasl_ssl": return verificationExposures(first)
        case "sasl_plaintext":
            return [
                "the connection to \(first) is not encrypted: events, lists and a password sent "
                    + "by SASL PLAIN can be read; set security.protocol to SASL_SSL"
            ]
        default:
            return [
                "the connection to \(first) is not encrypted: events and lists can be read and "
                    + "changed on the way; set security.protocol to SSL or SASL_SSL"
            ]
        }
    }

    private func verificationExposures(_ server: String) -> [String] {
        if ["false", "0", "f"].contains(property("enable.ssl.certificate.verification")) {
            return [
                "the certificate of \(server) is not verified: anybody in between can pass for "
                    + "it; remove enable.ssl.certificate.verification"
            ]
        }
        if property("ssl.endpoint.identification.algorithm") == "none" {
            return [
                "the host name in the certificate of \(server) is not compared: any server with "
                    + "a certificate of the same CA can pass for it; remove "
                    + "ssl.endpoint.identification.algorithm"
            ]
        }
        return []
    }

    private func property(_ name: String) -> String? { properties[name]?.lowercased() }
}

/// A server of the list: `host`, `host:port`, `[::1]:port`, perhaps with `PROTOCOL://` before it.
private func hostAndPort(_ server: Substring) -> (host: Substring, text: String) {
    let text = server.drop { $0 == " " }
    let address = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text
    if address.first == "[" {
        return (address.dropFirst().prefix { $0 != "]" }, String(text))
    }
    let isBare = address.count(where: { $0 == ":" }) > 1
    return (isBare ? address : address.prefix { $0 != ":" && $0 != " " }, String(text))
}

private func isLoopback(_ host: Substring) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}
