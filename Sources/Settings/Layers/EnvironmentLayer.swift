extension SettingLayer {
    private static let prefix = "COVISITD_"
    /// Variables with our prefix that are no settings.
    private static let otherVariables: Set = ["COVISITD_DATA", "COVISITD_CONFIG"]
    private static let otherPrefix = "COVISITD_TEST_"

    /// Reads `COVISITD_…` variables: a key's path in capitals, with `_` for what is no letter or
    /// digit.
    ///
    /// A variable does not tell `carts-orders` from `carts_orders`, nor a property's dot from its
    /// underscore, so the names that may be meant are given: those of the matrices, and the paths
    /// of properties that the file sets; any other property gets dots.
    init(environment: [String: String], matrices: [String], propertyPaths: [String]) {
        self.init()
        let ours = environment.filter { Self.isSetting($0.key) }
        if ours.isEmpty { return }
        var paths: [String: String] = [:]
        let matrixPaths = matrices.flatMap { name in
            SettingsSchema.matrixKeys.map { MatrixPath.path(name, $0.path) }
        }
        for path in KeyTree.daemon.kinds.keys + matrixPaths + propertyPaths {
            paths[Self.variable(path)] = path
        }
        paths[Self.variable(KafkaProperty.section)] = nil
        for (variable, text) in ours.sorted(by: { $0.key < $1.key }) {
            let location = SettingLocation.environment(variable: variable)
            if let path = paths[variable] ?? Self.propertyPath(variable) {
                set(path: path, text: text, at: location)
            } else {
                let nearest = Suggestion.nearest(to: variable, among: paths.keys.sorted())
                let complaint = Complaint(what: "no key has this variable", suggestion: nearest)
                report(complaint, at: location, key: "")
            }
        }
    }

    private static func isSetting(_ variable: String) -> Bool {
        variable.hasPrefix(prefix) && !otherVariables.contains(variable)
            && !variable.hasPrefix(otherPrefix)
    }

    /// The name of a path's variable.
    static func variable(_ path: String) -> String {
        prefix
            + String(
                path.map { character in
                    character.isASCII && (character.isLetter || character.isNumber)
                        ? Character(character.uppercased()) : "_"
                })
    }

    /// Whether a variable's value is a secret.
    static func isSecret(_ variable: String) -> Bool {
        guard isSetting(variable), let path = propertyPath(variable),
            let name = KafkaProperty.name(ofPath: path)
        else { return false }
        return KafkaProperty.isSecret(name) && KafkaProperty.secret(ofFileName: name) == nil
    }

    private static func propertyPath(_ variable: String) -> String? {
        let prefix = Self.variable(KafkaProperty.section) + "_"
        guard variable.hasPrefix(prefix) else { return nil }
        let name = variable.dropFirst(prefix.count).lowercased().map { $0 == "_" ? "." : $0 }
        return KafkaProperty.path(String(name))
    }
}
