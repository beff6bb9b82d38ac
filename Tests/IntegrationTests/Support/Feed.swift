import Foundation

/// Events as lines of JSON, with the session that each belongs to.
enum Feed {
    /// The recording of the demo, unpacked.
    static func recording(in folder: Folder) async throws -> String {
        let zcat = try Program(
            "zcat", [Installation.recording], output: folder("recording.jsonl"))
        defer { zcat.end() }
        _ = try await zcat.end(within: 20)
        return folder("recording.jsonl")
    }

    /// Made-up traffic.
    static func generated(_ count: Int, in folder: Folder) async throws -> String {
        let path = folder("generated.jsonl")
        let command = try await Command(
            ["generate", "--shape", "plain", "--events", "\(count)", "--output", path])
        if command.exit != .code(0) { throw Failure(command.errors) }
        return path
    }

    /// Writes `session TAB event` lines for kcat, in as many files as asked for.
    static func keyed(_ path: String, files: Int = 1, in folder: Folder) throws -> [String] {
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        let size = (lines.count + files - 1) / files
        return try (0..<files).map { index in
            var keyed: [UInt8] = []
            for line in lines[(index * size)..<min(lines.count, (index + 1) * size)] {
                keyed += line.dropFirst(#"{"session":"#.utf8.count).prefix { $0 != 0x2C }
                keyed.append(0x09)
                keyed += line
                keyed.append(0x0A)
            }
            return try folder.write(keyed, as: "keyed-\(index)")
        }
    }

    /// Produces such a file at once.
    static func produce(_ keyed: String, to broker: Broker) async throws {
        let kcat = try broker.produce(file: keyed)
        defer { kcat.end() }
        let exit = try await kcat.end(within: 60)
        if exit != .code(0) { throw Failure("kcat: \(exit) \(broker.folder.text("kcat.log"))") }
    }
}

/// What was answered, compared with what was asked.
struct Answers {
    /// Records on the topic.
    var published: Int
    /// By session, the newest.
    var newest: [String: Recommendation] = [:]

    init(at broker: Broker) async throws {
        let records = try await broker.records(of: "recommendations")
        published = records.count
        var values: [String: [UInt8]] = [:]
        // Within a partition the last is the newest, and a key has one partition.
        for record in records { values[record.keyText] = record.value }
        for (key, value) in values {
            newest[key] = try JSONDecoder().decode(Recommendation.self, from: Data(value))
        }
    }

    /// Names what is wrong with the newest record of each of these events' sessions.
    func mistakes(answering events: [Record]) -> [String] {
        var last: [String: Record] = [:]
        for event in events { last[event.keyText] = event }
        var mistakes = last.compactMap { session, event in
            mistake(session, .init(partition: event.partition, offset: event.offset))
        }
        if newest.count != last.count {
            mistakes.append("\(newest.count) sessions answered, \(last.count) asked")
        }
        return mistakes
    }

    private func mistake(_ session: String, _ source: Recommendation.Source) -> String? {
        guard let answer = newest[session] else { return "session \(session): no answer" }
        if "\(answer.session)" != session { return "session \(session): names \(answer.session)" }
        if answer.source != source { return "session \(session): \(answer.source), not \(source)" }
        for list in answer.lists where list.count > 20 || Set(list).count < list.count {
            return "session \(session): \(list)"
        }
        return answer.clicks.isEmpty ? "session \(session): nothing to click" : nil
    }
}

/// By session, the newest of these lines of recommendations.
func newestLists(of lines: [Substring]) throws -> [String: Recommendation] {
    var newest: [String: Recommendation] = [:]
    for line in lines {
        let answer = try JSONDecoder().decode(Recommendation.self, from: Data(line.utf8))
        newest["\(answer.session)"] = answer
    }
    return newest
}

/// A figure for a person.
func rounded(_ figure: Double) -> Double { (figure * 10).rounded() / 10 }
