internal import KafkaTransport

/// Properties handed to librdkafka as they are; whether one exists is for librdkafka to say.
enum KafkaProperty {
    static let section = "kafka.properties"
    static let value = TextRule(allowed: "a property of librdkafka, as a scalar") { text in
        text.utf8.count <= 65_536 && !text.utf8.contains(0)
    }

    /// Properties that have a key of their own, and those that the daemon's promises rest on.
    private static let reserved = [
        "bootstrap.servers": "is set by kafka.bootstrap_servers",
        "metadata.broker.list": "is set by kafka.bootstrap_servers",
        "group.id": "is set by kafka.group_id",
        "group.instance.id": "is set by kafka.group_instance_id",
        "auto.offset.reset": "is set by kafka.start",
        "enable.auto.commit": "cannot be changed: offsets are committed with snapshots",
        "enable.auto.offset.store": "cannot be changed: offsets are committed with snapshots",
    ]

    static func path(_ name: String) -> String { "\(section).\(name)" }

    /// The property's name where `path` is one's.
    static func name(ofPath path: String) -> String? {
        path.hasPrefix("\(section).") ? String(path.dropFirst(section.count + 1)) : nil
    }

    static func complaint(aboutName name: String) -> Complaint? {
        if let reason = reserved[name] { return Complaint(what: reason) }
        let isName =
            1...100 ~= name.utf8.count
            && !name.split(separator: ".", omittingEmptySubsequences: false).contains("")
            && name.unicodeScalars.allSatisfy { scalar in
                "a"..."z" ~= scalar || "0"..."9" ~= scalar || scalar == "." || scalar == "_"
            }
        if isName { return nil }
        return Complaint(
            what: "is no name of a property", allowed: "small letters, digits, dots and _",
            suggestion: name.contains("-") || name != name.lowercased()
                ? String(name.lowercased().map { $0 == "-" ? "." : $0 }) : nil)
    }

    private static let keyFiles: Set = ["ssl.key.location", "ssl.keystore.location"]
    private static let fileSuffix = "_file"

    /// The secret that a file is named for: `sasl.password` for `sasl.password_file`, and for
    /// `sasl.password.file`, as a variable has it. nil where the name is a property's.
    static func secret(ofFileName name: String) -> String? {
        guard name.hasSuffix(fileSuffix) || name.hasSuffix(".file") else { return nil }
        let secret = String(name.dropLast(fileSuffix.count))
        return isSecret(secret) ? secret : nil
    }

    static func fileName(ofSecret name: String) -> String { name + fileSuffix }

    /// What is wrong with the file that a property names for librdkafka to read.
    static func complaint(aboutFileOf name: String, _ path: String) -> Complaint? {
        keyFiles.contains(name) ? SecretFile.complaint(about: path) : nil
    }

    /// Whether the value must never be shown.
    static func isSecret(_ name: String) -> Bool { KafkaTransport.isSecret(name) }
}
