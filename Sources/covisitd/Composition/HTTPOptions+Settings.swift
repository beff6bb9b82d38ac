internal import FoundationEssentials
internal import Operations
internal import Settings
internal import SystemPackage

extension HTTPOptions {
    /// What the settings say, with the token wherever it is kept.
    ///
    /// Refuses to serve others than this machine without a token, unless that is what the settings
    /// ask for.
    init(
        _ settings: HTTPSettings,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(HTTPAccessError) {
        self.init()
        host = settings.host
        port = settings.port
        connectionCountMax = settings.connectionCountMax
        bodyByteCountMax = settings.bodyByteCountMax
        eventCountMax = settings.eventCountMax
        requestsPerSecondMax = settings.requestsPerSecondMax
        idleTimeout = settings.idleTimeout
        requestTimeout = settings.requestTimeout
        queryTimeout = settings.queryTimeout
        token = try Self.token(settings, environment).map { Array($0.utf8) }
        if token == nil, !Self.isLoopback(host), !settings.isInsecure {
            throw HTTPAccessError(
                message: "http.host: \(host) can be reached from other machines: set http.token, "
                    + "http.token_file or a credential http.token; or http.insecure: true, "
                    + "where the network keeps others out")
        }
    }

    private static func token(
        _ settings: HTTPSettings, _ environment: [String: String]
    ) throws(HTTPAccessError) -> String? {
        if let token = settings.token { return token }
        if !settings.tokenFile.isEmpty {
            return try token(in: FilePath(settings.tokenFile), of: "http.token_file")
        }
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else { return nil }
        let path = FilePath(directory).appending("http.token")
        do {
            return try token(in: path, of: "credential http.token")
        } catch  where error.isMissing {
            return nil
        }
    }

    private static func token(
        in path: FilePath, of what: String
    ) throws(HTTPAccessError) -> String {
        let text: String
        do {
            text = try firstBytes(of: path)
        } catch let error as Errno {
            throw HTTPAccessError(
                message: "\(what): \(path) cannot be read: \(error)",
                isMissing: error == .noSuchFileOrDirectory)
        } catch {
            throw HTTPAccessError(message: "\(what): \(path) cannot be read: \(error)")
        }
        let token = text.hasSuffix("\n") ? String(text.dropLast()) : text
        if !token.isEmpty, HTTPSettings.isToken(token) { return token }
        throw HTTPAccessError(
            message: "\(what): \(path) must hold a token of 16 to 256 letters, digits and signs "
                + "on its only line")
    }

    /// More than any token has, and no more.
    private static func firstBytes(of path: FilePath) throws -> String {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            let bytes = try [UInt8](unsafeUninitializedCapacity: 1_024) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

/// HTTP would be open to others than the settings say, or its token cannot be had.
struct HTTPAccessError: Error, CustomStringConvertible {
    var message: String
    var isMissing = false

    var description: String { message }
}
