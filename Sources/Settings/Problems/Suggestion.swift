/// The word that somebody who wrote another may have meant.
enum Suggestion {
    /// The candidate with the fewest edits from `word`, if those are few; of several the first.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let letters = normalised(word)
        guard letters.count <= 100 else { return nil }
        let editsMax = max(1, letters.count / 3)
        return
            candidates
            // Lengths first: a file of nothing but unknown keys asks this for each of them.
            .filter { abs($0.count - letters.count) <= editsMax }
            .map { (candidate: $0, edits: edits(from: letters, to: normalised($0))) }
            .filter { $0.edits <= editsMax }
            .min { $0.edits < $1.edits }?.candidate
    }

    /// Case, `-` and `_` are the commonest slips: they cost nothing.
    private static func normalised(_ word: String) -> [Character] {
        word.lowercased().map { $0 == "-" ? "_" : $0 }
    }

    /// Damerau-Levenshtein distance with adjacent transpositions (optimal string alignment).
    private static func edits(from a: [Character], to b: [Character]) -> Int {
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, rows[i - 1][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
