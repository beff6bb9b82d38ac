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
            let text = String(override[override.index(after: equals)...])
            set(path: path, text: text, at: .override)
        }
    }
}
