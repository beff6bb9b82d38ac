import Foundation

/// A running `covisitd run`.
struct Daemon {
    let program: Program
    let folder: Folder

    /// Runs `body` with a daemon at this broker, and ends it.
    static func run(
        at broker: Broker, settings: [String] = [], file: String? = nil, arguments: [String] = [],
        environment: [String: String] = [:], _ body: (Daemon) async throws -> Void
    ) async throws {
        try await run(
            settings: [
                "kafka.bootstrap_servers=\(broker.address)",
                // noida-db answers a fetch with all there is, whatever was asked for.
                "kafka.properties.receive.message.max.bytes=2000000000",
            ] + settings, file: file, arguments: arguments, environment: environment,
            folder: broker.folder, body)
    }

    static func run(
        settings: [String], file: String? = nil, arguments: [String] = [],
        environment: [String: String] = [:],
        folder: Folder, _ body: (Daemon) async throws -> Void
    ) async throws {
        let settings = ["http.port=0", "log.format=json"] + settings
        // Of a daemon before this one.
        try? FileManager.default.removeItem(atPath: folder("daemon.log"))
        let program = try Program(
            Installation.daemon,
            ["run", "--report", folder("report.json")] + (file.map { ["--config", $0] } ?? [])
                + arguments
                + settings.flatMap { ["--set", $0] },
            environment: environment, output: folder("daemon.out"), errors: folder("daemon.log"))
        defer { program.end() }
        let daemon = Daemon(program: program, folder: folder)
        try await eventually("a line \"serving HTTP\"", within: 20) {
            if let exit = program.ended {
                throw Failure("the daemon ended, \(exit): \(daemon.log)")
            }
            return daemon.port
        }
        try await body(daemon)
    }

    /// Where it serves HTTP, as its log says; another one after it has begun again.
    var port: Int? {
        struct Line: Decodable {
            var event: String
            var port: Int?
        }
        return folder.lines("daemon.log").lazy
            .compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            .last { $0.event == "server_listening" }?.port
    }

    var log: String { folder.text("daemon.log") }

    /// Lines of the log about this event, as they stand there.
    func lines(of event: String) -> [Substring] {
        folder.lines("daemon.log").filter { $0.contains(#""event":"\#(event)""#) }
    }

    /// `headers` are lines, without the end of the last.
    func get(_ path: String, headers: String = "") throws -> HTTPAnswer {
        try HTTPAnswer(path, port: port ?? 0, headers: headers)
    }

    func status() throws -> DaemonStatus {
        try JSONDecoder().decode(DaemonStatus.self, from: Data(try get("/status").body.utf8))
    }

    /// Waits until its status is as wanted.
    @discardableResult
    func status(
        _ what: String, within seconds: Double = 60, _ isWanted: (DaemonStatus) -> Bool
    ) async throws -> DaemonStatus {
        var last: DaemonStatus?
        do {
            return try await eventually(what, within: seconds) {
                if let exit = program.ended { throw Failure("the daemon ended, \(exit): \(log)") }
                // While it begins again nobody listens.
                guard let status = try? status() else { return nil }
                last = status
                return isWanted(status) ? status : nil
            }
        } catch let failure as Failure {
            throw Failure("\(failure); last status: \(last.map { "\($0)" } ?? "none")")
        }
    }

    /// Waits until it has taken so many records.
    func hasTaken(_ count: Int, within seconds: Double = 60) async throws {
        try await status("\(count) records taken", within: seconds) {
            $0.events + $0.rejected.values.reduce(0, +) >= count
        }
    }

    /// Stops it in good order; returns its report and how long that took.
    func stop(_ signal: Int32 = SIGTERM) async throws -> (report: RunReport, seconds: Double) {
        let start = ContinuousClock.now
        program.send(signal)
        let exit = try await program.end(within: 30)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        if exit != .code(0) { throw Failure("the daemon ended with \(exit): \(log)") }
        return (try folder.json("report.json"), seconds)
    }
}

/// A command of covisitd that ends by itself.
struct Command {
    var exit: Program.Exit
    var output: String
    var errors: String

    init(
        _ arguments: [String], binary: String = Installation.daemon,
        environment: [String: String] = [:], within seconds: Double = 60
    ) async throws {
        let folder = try Folder()
        let program = try Program(
            binary, arguments, environment: environment, output: folder("out"),
            errors: folder("err"))
        defer { program.end() }
        exit = try await program.end(within: seconds)
        output = folder.text("out")
        errors = folder.text("err")
    }
}
