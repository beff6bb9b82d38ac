/// Overrides that stand for several: `matrices.clicks.half_life=7d,14d` for two settings.
package enum OverrideGrid {
    /// Every combination of the values of these arguments of `--set`, in order; the first argument
    /// varies slowest. Keys that take a list, or a text that may hold commas, have one value.
    package static func combinations(of overrides: [String]) -> [[String]] {
        overrides.reduce([[]]) { combinations, override in
            let values = values(of: override)
            return combinations.flatMap { combination in values.map { combination + [$0] } }
        }
    }

    /// The overrides of which there are several.
    package static func varying(_ overrides: [String]) -> Set<String> {
        Set(overrides.filter { values(of: $0).count > 1 }.flatMap(values))
    }

    private static func values(of override: String) -> [String] {
        guard let equals = override.firstIndex(of: "=") else { return [override] }
        let path = String(override[..<equals])
        guard isScalar(path) else { return [override] }
        return override[override.index(after: equals)...]
            .split(separator: ",", omittingEmptySubsequences: false).map { "\(path)=\($0)" }
    }

    private static func isScalar(_ path: String) -> Bool {
        let kind =
            KeyTree.daemon.kinds[path]
            ?? MatrixPath.parts(of: path).flatMap { KeyTree.matrix.kinds[$0.field] }
        switch kind {
        case .integer, .powerOfTwo, .duration, .bytes, .number, .boolean, .choice: return true
        case .time, .choices, .text, .texts, .secret, nil: return false
        }
    }
}
