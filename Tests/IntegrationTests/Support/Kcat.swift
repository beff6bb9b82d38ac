/// A record as kcat shows it.
struct Record {
    var partition: Int
    var offset: Int
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [String: String]

    var keyText: String { String(decoding: key ?? [], as: UTF8.self) }
}

extension Broker {
    private static let keyEnd = Array("<<key>>".utf8)
    private static let recordEnd = Array("<<record>>".utf8)

    /// Produces records in this order, through kcat.
    func produce(
        _ records: [(key: [UInt8]?, value: [UInt8])], to topic: String = "events",
        more arguments: [String] = []
    ) async throws {
        var bytes: [UInt8] = []
        for record in records {
            if let key = record.key { bytes += key + Self.keyEnd }
            bytes += record.value + Self.recordEnd
        }
        let file = try folder.write(bytes, as: "produced-\(UInt32.random(in: 0...UInt32.max))")
        let options = ["-K", "<<key>>", "-D", "<<record>>", "-X", "message.max.bytes=1000000"]
        let kcat = try produce(file: file, to: topic, options + arguments)
        defer { kcat.end() }
        let exit = try await kcat.end(within: 60)
        if exit != .code(0) { throw Failure("kcat: \(exit) \(folder.text("kcat.log"))") }
    }

    /// Produces the lines of a file, each a key, a tabulator and a value; the caller ends it.
    func produce(file: String, to topic: String = "events") throws -> Program {
        try produce(file: file, to: topic, ["-K", "\t"])
    }

    private func produce(file: String, to topic: String, _ arguments: [String]) throws -> Program {
        try Kcat.produce(file: file, to: topic, at: address, folder, arguments)
    }

    /// All records of a topic, in the order of their partitions.
    func records(of topic: String) async throws -> [Record] {
        let file = "read-\(UInt32.random(in: 0...UInt32.max))"
        let kcat = try Program(
            "kcat",
            [
                "-C", "-b", address, "-t", topic, "-o", "beginning", "-e", "-q",
                "-X", "receive.message.max.bytes=2000000000",
                "-f", "%p %o %K %S %h\\n%k%s\\n",
            ], output: folder(file), errors: folder("kcat.log"))
        defer { kcat.end() }
        let exit = try await kcat.end(within: 60)
        if exit != .code(0) { throw Failure("kcat: \(exit) \(folder.text("kcat.log"))") }
        return try Self.parse(folder.bytes(file))
    }

    private static func parse(_ bytes: [UInt8]) throws -> [Record] {
        var records: [Record] = []
        var rest = bytes[...]
        func take(_ count: Int) -> [UInt8]? {
            if count < 0 { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(decoding: rest[..<end], as: UTF8.self)
                .split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
            rest = rest[(end + 1)...]
            let numbers = head.prefix(4).compactMap { Int($0) }
            guard numbers.count == 4 else { throw Failure("kcat wrote \(head)") }
            let key = take(numbers[2])
            let value = take(numbers[3])
            rest = rest.dropFirst()
            records.append(
                Record(
                    partition: numbers[0], offset: numbers[1], key: key, value: value,
                    headers: headers(head.dropFirst(4).first ?? "")))
        }
        return records
    }

    /// `name=value,name=value`
    private static func headers(_ text: Substring) -> [String: String] {
        Dictionary(
            text.split(separator: ",").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }, uniquingKeysWith: { "\($0), \($1)" })
    }
}

enum Kcat {
    static func produce(
        file: String, to topic: String, at address: String, _ folder: Folder, _ arguments: [String]
    ) throws -> Program {
        try Program(
            "kcat",
            ["-P", "-b", address, "-t", topic, "-X", "topic.partitioner=murmur2_random"]
                + arguments, input: file, errors: folder("kcat.log"))
    }

    /// Produces the lines of a file to the events topic, beginning anew until a broker has taken
    /// them all: kcat gives up where there is none.
    @concurrent
    static func insist(file: String, at address: String, _ folder: Folder) async throws {
        while true {
            let kcat = try produce(file: file, to: "events", at: address, folder, ["-K", "\t"])
            defer { kcat.end() }
            if try await kcat.end(within: 300) == .code(0) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
