/// Something that a test needed, and did not get.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Asks again and again until there is an answer, or the time is over.
@discardableResult
func eventually<Answer>(
    _ what: String, within seconds: Double, _ answer: () async throws -> Answer?
) async throws -> Answer {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while true {
        if let answer = try await answer() { return answer }
        if ContinuousClock.now > deadline {
            throw Failure("\(what) did not come within \(seconds) s")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
