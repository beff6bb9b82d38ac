internal import Glibc

extension SettingLayer {
    private static let credentialCountMax = 256

    /// Reads the credentials that systemd hands a service, `LoadCredential=` of its unit: a file
    /// each in `directory`, called as the key whose value it holds.
    ///
    /// `kafka.sasl.password` is short for `kafka.properties.sasl.password`, and so for each
    /// property of librdkafka. A name outside of all sections, such as that of a certificate that
    /// a property points to, is nobody's key and left alone.
    init(credentials directory: String?) {
        self.init()
        guard let directory, !directory.isEmpty else { return }
        do {
            for name in try Self.fileNames(in: directory) {
                set(credential: name, at: "\(directory)/\(name)")
            }
        } catch {
            report(error, at: .environment(variable: "CREDENTIALS_DIRECTORY"), key: "")
        }
    }

    private mutating func set(credential name: String, at path: String) {
        let location = SettingLocation.credential(name)
        guard let section = name.split(separator: ".").first.map(String.init),
            KeyTree.daemon.children[""]?.contains(section) == true
        else { return }
        do {
            let text = try SecretFile.read(credential: path)
            setHidden(Self.path(ofCredential: name), text, at: location)
        } catch {
            report(error, at: location, key: name)
        }
    }

    /// The key that a credential is called as.
    private static func path(ofCredential name: String) -> String {
        let isKey = KeyTree.daemon.kinds[name] != nil || KafkaProperty.name(ofPath: name) != nil
        guard !isKey, name.hasPrefix("kafka.") else { return name }
        return KafkaProperty.path(String(name.dropFirst("kafka.".count)))
    }

    private static func fileNames(in directory: String) throws(Complaint) -> [String] {
        guard let stream = opendir(directory) else {
            throw Complaint(what: "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            names.append(name)
            if names.count > credentialCountMax {
                throw Complaint(what: "has more than \(credentialCountMax) credentials")
            }
        }
        return names.sorted()
    }
}
