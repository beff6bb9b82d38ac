import Foundation
import Glibc

/// A tab of a real browser without a window, steered through the pipe that its developer tools
/// have: a page of the daemon can be opened at any width, as it is served.
///
/// Used by one task.
final class BrowserTab {
    private let program: Program
    private let folder: Folder
    private let commands: Int32
    private let answers: Int32
    private var session: String?
    private var lastID = 0
    private var received: [UInt8] = []
    /// What the page did that a good page does not: exceptions, errors, boxes.
    private(set) var complaints: [String] = []

    /// Runs `body` with a fresh browser, and ends it.
    static func open(in folder: Folder, _ body: (BrowserTab) async throws -> Void) async throws {
        let tab = try BrowserTab(folder)
        defer { tab.program.end() }
        try await tab.attach()
        try await body(tab)
    }

    private init(_ folder: Folder) throws {
        self.folder = folder
        let (input, output) = (folder("browser.in"), folder("browser.out"))
        for path in [input, output] where mkfifo(path, 0o600) != 0 {
            throw Failure("cannot make the pipe \(path)")
        }
        // For reading, too: so neither opening waits for the browser.
        commands = Glibc.open(input, O_RDWR | O_CLOEXEC)
        answers = Glibc.open(output, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        program = try Program(
            "/bin/sh",
            [
                "-c", #"exec "$0" "$@" 3<"$BROWSER_IN" 4>"$BROWSER_OUT""#,
                Browser.program ?? "chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
                "--user-data-dir=\(folder("profile"))",
            ], environment: ["BROWSER_IN": input, "BROWSER_OUT": output],
            errors: folder("browser.log"))
    }

    deinit {
        close(commands)
        close(answers)
    }

    private func attach() async throws {
        let target = try await call("Target.createTarget", ["url": "about:blank"])["targetId"]
        let attached = try await call(
            "Target.attachToTarget", ["targetId": target ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log"] { try await call("\(domain).enable") }
    }

    /// The window's size from now on, in pixels.
    func resize(width: Int, height: Int = 900) async throws {
        try await call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    /// What the person who looks has set: `prefers-color-scheme`, for one.
    func prefer(_ name: String, _ value: String) async throws {
        try await call(
            "Emulation.setEmulatedMedia", ["features": [["name": name, "value": value]]])
    }

    func visit(_ address: String) async throws {
        try await call("Page.navigate", ["url": address])
        try await wait("the page", until: "document.readyState === 'complete'")
    }

    /// The value of a JavaScript expression.
    func evaluate<Value: Decodable>(
        _ expression: String, as type: Value.Type = Value.self
    ) async throws -> Value {
        let result = try await call(
            "Runtime.evaluate",
            [
                "expression": "(async () => JSON.stringify([await (\(expression))]))()",
                "awaitPromise": true, "returnByValue": true,
            ])
        guard let text = (result["result"] as? [String: Any])?["value"] as? String else {
            throw Failure("\(expression): \(result)")
        }
        return try JSONDecoder().decode([Value].self, from: Data(text.utf8))[0]
    }

    /// Waits until an expression is true.
    func wait(
        _ what: String, within seconds: Double = 20, until expression: String
    ) async throws {
        do {
            try await eventually(what, within: seconds) {
                try await self.evaluate("!!(\(expression))") ? true : nil
            }
        } catch let failure as Failure {
            let text: String = try await evaluate("document.body.innerText")
            let page = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            throw Failure("\(failure); complaints: \(complaints); the page: \(page.prefix(1_000))")
        }
    }

    /// Forgets complaints that a test has brought about on purpose.
    func forgive(_ words: String) {
        complaints.removeAll { $0.contains(words) }
    }

    // MARK: The pipe

    @discardableResult
    private func call(
        _ method: String, _ parameters: [String: Any] = [:]
    ) async throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        let bytes = try JSONSerialization.data(withJSONObject: message) + [0]
        guard
            bytes.withUnsafeBytes({ Glibc.write(commands, $0.baseAddress, $0.count) })
                == bytes.count
        else { throw Failure("the browser does not take \(method)") }
        return try await eventually("the browser's answer to \(method)", within: 60) {
            if let exit = self.program.ended {
                throw Failure("the browser ended (\(exit)): \(self.folder.text("browser.log"))")
            }
            return try self.answer(to: self.lastID)
        }
    }

    /// Reads what has come; nil where the answer is not among it.
    private func answer(to id: Int) throws -> [String: Any]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(answers, &buffer, buffer.count)
            if count <= 0 { break }
            received += buffer[..<count]
        }
        while let end = received.firstIndex(of: 0) {
            let message = Data(received[..<end])
            received.removeFirst(end + 1)
            let object = try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
            if object["id"] as? Int == id {
                if let error = object["error"] { throw Failure("the browser says \(error)") }
                return object["result"] as? [String: Any] ?? [:]
            }
            note(object)
        }
        return nil
    }

    private func note(_ message: [String: Any]) {
        let method = message["method"] as? String ?? ""
        let parameters = message["params"] as? [String: Any] ?? [:]
        switch method {
        case "Runtime.exceptionThrown", "Page.javascriptDialogOpening":
            complaints.append("\(method) \(parameters)")
        case "Log.entryAdded":
            let entry = parameters["entry"] as? [String: Any] ?? [:]
            if entry["level"] as? String == "error" { complaints.append("\(entry)") }
        default: break
        }
    }
}
