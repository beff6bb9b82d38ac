extension SettingLayer {
    /// Reads `--set key=value` flags; of two for one key the later one holds.
    init(overrides: [String]) {
        self.init()
        for override in overrides {
            guard let equals = override.firstIndex(of: "=") else {
                // Not the whole argument: what follows a mistyped "=" may be a password.
                let key = override.prefix { $0.isLetter || $0.isNumber || "._-".contains($0) }
                let complaint = Complaint(what: "has no \"=\"", allowed: "--set key=value")
                report(complaint, at: .override, key: String(key.prefix(100)))
                continue
            }
            let path = trimmed(override[..<equals])
            if let name = KafkaProperty.name(ofPath: path), KafkaProperty.isSecret(name),
                KafkaProperty.secret(ofFileName: name) == nil
            {
                let file = KafkaProperty.path(KafkaProperty.fileName(ofSecret: name))
                let complaint = Complaint(
                    what: "is a secret, and everybody on this machine can read a command line",
                    allowed: "\(file), or a variable")
                report(complaint, at: .override, key: path)
                continue
            }
            let text = String(override[override.index(after: equals)...])
            set(path: path, text: text, at: .override)
        }
    }
}
