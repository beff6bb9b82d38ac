/// Certificate authorities, and what they have signed, made by openssl in a test's folder.
struct Certificates {
    /// What the key of the client certificate is encrypted with.
    static let passphrase = "open-sesame-7f3a"

    let folder: Folder

    /// The broker's, under its right name; signed by `ca`, as all but `stranger`.
    static let broker = "broker"
    static let otherHost = "other-host"
    static let expired = "expired"
    static let client = "client"
    /// A client's, signed by `other-ca`.
    static let stranger = "stranger"

    init(in folder: Folder) async throws {
        self.folder = folder
        for authority in ["ca", "other-ca"] {
            try await openssl(
                ["req", "-x509", "-subj", "/CN=\(authority)", "-days", "2", "-nodes"]
                    + Self.newKey + [
                        "-keyout", folder("\(authority).key"), "-out", folder("\(authority).pem"),
                    ])
        }
        try await sign(Self.broker, "IP:127.0.0.1")
        try await sign(Self.otherHost, "DNS:kafka.example")
        try await sign(Self.expired, "IP:127.0.0.1", days: -1)
        try await sign(Self.client, "DNS:shop")
        try await sign(Self.stranger, "DNS:shop", by: "other-ca")
        try await openssl([
            "pkcs8", "-topk8", "-in", folder("client.key"), "-out", folder("client-locked.key"),
            "-passout", "pass:\(Self.passphrase)",
        ])
    }

    func certificate(_ name: String) -> String { folder("\(name).pem") }
    func key(_ name: String) -> String { folder("\(name).key") }
    var authority: String { folder("ca.pem") }
    var otherAuthority: String { folder("other-ca.pem") }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]

    private func sign(
        _ name: String, _ alternative: String, by authority: String = "ca", days: Int = 2
    ) async throws {
        try await openssl(
            ["req", "-subj", "/CN=\(name)", "-nodes"] + Self.newKey + [
                "-keyout", key(name), "-out", folder("\(name).csr"),
            ])
        let extensions = try folder.write(
            "subjectAltName=\(alternative)\n".utf8, as: "\(name).ext")
        try await openssl([
            "x509", "-req", "-in", folder("\(name).csr"), "-days", "\(days)",
            "-CA", certificate(authority), "-CAkey", key(authority), "-CAcreateserial",
            "-extfile", extensions, "-out", certificate(name),
        ])
    }

    private func openssl(_ arguments: [String]) async throws {
        let program = try Program("openssl", arguments, errors: folder("openssl.log"))
        defer { program.end() }
        let exit = try await program.end(within: 30)
        if exit != .code(0) { throw Failure("openssl: \(exit) \(folder.text("openssl.log"))") }
    }
}
