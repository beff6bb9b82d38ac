/// Something that must not stand in the sources, and what to use in its place.
struct BannedPattern: Sendable {
    let name: String
    let pattern: String
    let instead: String
    /// Folders that the rule holds for.
    var folders = ["Sources"]
    /// Files and folders that may have it all the same, each with the reason.
    var exceptions: [String: String] = [:]

    func violations(in files: [SourceFile]) throws -> [String] {
        // Otherwise `Float.random` is one word.
        let regex = try Regex(pattern).wordBoundaryKind(.simple)
        return files.filter { folders.contains(where: $0.isBelow) && !isExcepted($0) }
            .flatMap { file in
                file.code.filter { $0.text.contains(regex) }
                    .map { file.violation($0.number, "\(name): \(instead)") }
            }
    }

    private func isExcepted(_ file: SourceFile) -> Bool {
        exceptions.keys.contains { file.path == $0 || file.isBelow($0) }
    }
}
