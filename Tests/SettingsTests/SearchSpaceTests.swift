import CovisitCore
import Foundation
import Settings
import Testing

struct SearchSpaceTests {
    private static let base = DaemonSettings()

    private static func space(_ text: String, varied: [String] = []) throws -> SearchSpace {
        try SearchSpace.load(text: text, name: "space.yaml", varied: varied, base: base)
    }

    private static func domain(_ text: String) throws -> SearchDomain {
        try #require(try space(text).dimensions.first).domain
    }

    /// Texts at evenly spread positions, the first and the last as near the ends as drawing gets.
    private static func texts(_ domain: SearchDomain, count: Int = 10_000) -> [String] {
        [domain.text(at: 0), domain.text(at: 1 - 0x1p-53)]
            + (0..<count).map { domain.text(at: (Double($0) + 0.5) / Double(count)) }
    }

    // MARK: Sampling

    @Test(
        arguments: [
            ("matrices.clicks.half_life: {from: 1d, to: 60d, scale: log}", "1d", "60d"),
            ("matrices.clicks.half_life: {from: 26h, to: 1000d}", "1d2h", "1000d"),
            ("popularity.half_life: {from: 61001ms, to: 61003ms}", "1m1s1ms", "1m1s3ms"),
            ("matrices.clicks.candidates: {from: 10, to: 80, scale: log}", "10", "80"),
            ("ranking.clicks.last_items: {from: 1, to: 64}", "1", "64"),
            ("matrices.clicks.neighbours: {from: 16, to: 1024}", "16", "1024"),
            ("ranking.clicks.recency_floor: {from: 0, to: 0.3}", "0", "0.3"),
            ("ranking.clicks.recency_floor: {from: 1e-320, to: 1, scale: log}", "1e-320", "1"),
            ("ranking.clicks.recency_floor: {from: 0.12345, to: 0.12346}", "0.12345", "0.12346"),
            ("ranking.type_weights.carts: {from: 0.01, to: 123456, scale: log}", "0.01", "123456"),
            ("ranking.clicks.history: [first, allowed, excluded]", "first", "excluded"),
        ])
    func `draws stay in the limits, reach both ends, and can be set`(
        text: String, first: String, last: String
    ) throws {
        let space = try Self.space(text)
        let dimension = try #require(space.dimensions.first)
        let texts = Self.texts(dimension.domain)
        #expect(texts[0] == first)
        #expect(texts[1] == last)
        #expect(Set(texts).count >= 3)
        for value in Set(texts).prefix(200) {
            // Out of the key's limits it would be refused, and so would a value of another form.
            let key = dimension.keys[0]
            let settings = try DaemonSettings.load(
                file: nil, environment: [:], overrides: ["\(key)=\(value)"])
            #expect(settings.origins[key] == .override)
        }
    }

    @Test(arguments: [("linear", 0.5), ("log", 0.5)])
    func `half of all draws lie below the middle of the scale`(scale: String, share: Double)
        throws
    {
        let domain = try Self.domain(
            "ranking.type_weights.carts: {from: 1, to: 10000, scale: \(scale)}")
        let middle = scale == "log" ? 100.0 : 5_000.5
        var generator = SeededGenerator(seed: 7)
        let draws = (0..<20_000).compactMap { _ in
            Double(domain.text(at: generator.uniform()))
        }
        #expect(draws.count == 20_000)
        #expect(draws.allSatisfy { (1...10_000).contains($0) })
        let below = Double(draws.count { $0 < middle }) / 20_000
        // Four standard deviations.
        #expect(abs(below - share) < 4 * 0.5 / 20_000.0.squareRoot())
        if scale == "log" {
            // Each power of ten has a quarter.
            for power in [1.0, 10, 100, 1_000] {
                let part = Double(draws.count { $0 >= power && $0 < power * 10 }) / 20_000
                #expect(abs(part - 0.25) < 4 * (0.25 * 0.75 / 20_000).squareRoot() + 0.002)
            }
        }
    }

    @Test func `every integer of a range is as likely, the ends too`() throws {
        let domain = try Self.domain("ranking.clicks.last_items: {from: 3, to: 7}")
        let texts = (0..<1_000).map { domain.text(at: Double($0) / 1_000) }
        for value in 3...7 { #expect(texts.count { $0 == "\(value)" } == 200) }
    }

    @Test func `spans are whole hours, minutes or seconds, and are written in several units`()
        throws
    {
        let domain = try Self.domain(
            "matrices.clicks.half_life: {from: 1m, to: 60d, scale: log}")
        let texts = Self.texts(domain)
        #expect(texts.contains { $0.contains("d") && $0.contains("h") })
        for text in texts where text.contains("d") && !text.hasPrefix("1d") {
            #expect(!text.contains("m") && !text.contains("s"), "\(text)")
        }
        #expect(!texts.contains { $0.contains("ms") })
    }

    @Test func `numbers have three digits, however small they are`() throws {
        let domain = try Self.domain(
            "ranking.type_weights.carts: {from: 0.00001, to: 1000, scale: log}")
        for text in Self.texts(domain).dropFirst(2) {
            let digits = text.filter(\.isNumber).drop { $0 == "0" }
            #expect(digits.count <= 3 || text == "1000", "\(text)")
            #expect(!text.contains("e") || text == "1e-05", "\(text)")
        }
    }

    // MARK: Reading

    @Test func `keys with a comma are set alike, and arguments add to the file`() throws {
        let space = try Self.space(
            "ranking.carts.blend, ranking.orders.blend: [weights]\n",
            varied: [
                "ranking.long_history=10,20", "matrices.clicks.half_life={from: 1d, to: 2d}",
                "ranking.carts.popularity=[[orders, carts], [clicks]]",
            ])
        #expect(
            space.dimensions.map(\.name) == [
                "ranking.carts.blend, ranking.orders.blend", "ranking.long_history",
                "matrices.clicks.half_life", "ranking.carts.popularity",
            ])
        let overrides = space.overrides(space.values(at: [0.1, 0.9, 0, 0]))
        #expect(
            overrides == [
                "ranking.carts.blend=weights", "ranking.orders.blend=weights",
                "ranking.long_history=20", "matrices.clicks.half_life=1d",
                "ranking.carts.popularity=[orders, carts]",
            ])
        let settings = try DaemonSettings.load(file: nil, environment: [:], overrides: overrides)
        #expect(settings.engine.objectives.carts.blend == .weights)
        #expect(settings.engine.objectives.orders.blend == .weights)
        #expect(settings.engine.objectives.carts.popularity == [.orders, .carts])
    }

    static let wrongSpaces: [(String, line: Int, hint: String)] = [
        ("ranking.clicks.blnd: [votes]", 1, "did you mean \"blend\"?"),
        ("\nmatrices.click.half_life: [7d]", 2, "did you mean \"clicks\"?"),
        ("matrices.clicks.halflife: [7d]", 1, "did you mean \"half_life\"?"),
        ("kafka.group_id: [a, b]", 1, "keys of sessions, items, popularity, rows, ranking"),
        ("workers: [1, 2]", 1, "cannot be searched over"),
        ("ranking.clicks: {blend: [votes]}", 1, "is a section"),
        ("matrices:\n  clicks:\n    half_life: [7d]", 1, "is a section"),
        ("matrices.clicks.weight.type_of_target: [1]", 1, "is a section"),
        ("matrices.clicks.half_life: 7d", 1, "--set matrices.clicks.half_life=7d"),
        ("matrices.clicks.half_life:\n  - 7d\n  - 7", 3, "did you mean \"7s\"?"),
        ("matrices.clicks.half_life: [7d, 7d]", 1, "occurs twice"),
        ("matrices.clicks.half_life: []", 1, "empty list"),
        ("matrices.clicks.half_life: {from: 1s, to: 7d}", 1, "from 1m to 3650d"),
        ("matrices.clicks.half_life:\n  from: 1d\n  too: 7d", 3, "did you mean \"to\"?"),
        ("matrices.clicks.half_life: {from: 1d}", 1, "without \"to\""),
        ("matrices.clicks.half_life: {from: none, to: 7d}", 1, "[7d, 14d, none]"),
        ("ranking.clicks.last_items: {from: 1, to: 65}", 1, "from 1 to 64"),
        ("ranking.clicks.last_items: {from: 9, to: 3}", 1, "not below"),
        ("ranking.clicks.recency_floor: {from: 0, to: 1, scale: log}", 1, "above 0"),
        ("ranking.clicks.recency_floor: {from: 0, to: 1, scale: lin}", 1, "linear or log"),
        ("matrices.clicks.neighbours: {from: 16, to: 1000}", 1, "power of two"),
        ("matrices.clicks.neighbours: {from: 16, to: 64, scale: linear}", 1, "powers of two"),
        ("ranking.clicks.blend: {from: votes, to: weights}", 1, "votes or weights"),
        ("ranking.clicks.matrices: [[clicks], [clix]]", 1, "clicks, carts-orders, buy-to-buy"),
        ("ranking.clicks.blend, ranking.clicks.blend: [votes]", 1, "already"),
        ("ranking.clicks.blend, ranking.clicks.last_items: [votes]", 1, "not an integer"),
        ("matrices.clicks.half_life: &a [7d]", 1, "anchors"),
        ("- a\n- b", 1, "is not a map"), ("a: [", 2, "not YAML"), ("# nothing\n", 0, "no keys"),
    ]

    @Test(arguments: wrongSpaces)
    func `a wrong space gives line and hint`(text: String, line: Int, hint: String) throws {
        let error = try #require(throws: SettingsError.self) { try Self.space(text) }
        #expect(error.problems.count == 1, "\(error)")
        let problem = try #require(error.problems.first)
        #expect(problem.description.contains(hint), "\(problem)")
        guard case .file("space.yaml", let found, _) = problem.location else {
            Issue.record("\(problem.location) is not in the file")
            return
        }
        #expect(found == line, "\(problem)")
    }

    @Test func `all mistakes are named at once; those of arguments by --vary`() throws {
        let error = try #require(throws: SettingsError.self) {
            try Self.space("a: [1]\nb: [2]", varied: ["c=1", "ranking.clicks.blend=vots,weights"])
        }
        #expect(error.problems.count == 4)
        #expect(error.description.contains("space.yaml:2:1: b: unknown key"))
        #expect(error.description.contains("--vary: ranking.clicks.blend: \"vots\""))
    }

    @Test func `a key that the environment decides is refused`() throws {
        let base = try DaemonSettings.load(
            file: nil, environment: ["COVISITD_RANKING_LONG_HISTORY": "9"], overrides: [])
        let error = try #require(throws: SettingsError.self) {
            try SearchSpace.load(
                text: "ranking.long_history: [1, 2]", name: "space.yaml", base: base)
        }
        #expect(error.description.contains("COVISITD_RANKING_LONG_HISTORY"))
    }

    @Test func `the shipped space goes with the defaults`() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../deploy/backtest/space.yaml").standardizedFileURL.path
        let space = try SearchSpace.load(file: path, base: Self.base)
        #expect(space.dimensions.count >= 10)
        let draws = SpaceDraws(200, from: space, seed: 1, base: Self.base, load: Self.load)
        #expect(draws.draws.count == 200)
        #expect(draws.refusedCount == 0)
    }

    // MARK: Drawing

    private static func load(_ overrides: [String]) throws(SettingsError) -> DaemonSettings {
        try DaemonSettings.load(file: nil, environment: [:], overrides: overrides)
    }

    @Test func `draws differ from each other and from the base, until there are no more`() throws {
        // Either weight comes to the same here, so that four of eight differ; one is the base.
        let space = try Self.space(
            """
            matrices.clicks.half_life: [7d, 14d]
            matrices.clicks.weight: [one, recency]
            ranking.clicks.blend: [votes, weights]
            """)
        let draws = SpaceDraws(100, from: space, seed: 3, base: Self.base, load: Self.load)
        #expect(draws.draws.count == 3)
        #expect(Set(draws.draws.map(\.settings.digest)).count == 3)
        #expect(!draws.draws.contains { $0.settings.digest == Self.base.digest })
    }

    @Test func `the same seed draws the same, and more of it`() throws {
        let space = try Self.space("ranking.clicks.last_items: {from: 1, to: 60}")
        func overrides(_ count: Int, seed: UInt64) -> [[String]] {
            SpaceDraws(count, from: space, seed: seed, base: Self.base, load: Self.load)
                .draws.map(\.overrides)
        }
        #expect(overrides(5, seed: 3) == Array(overrides(20, seed: 3).prefix(5)))
        #expect(overrides(5, seed: 3) != overrides(5, seed: 4))
        // Every one of few is found.
        #expect(Set(overrides(100, seed: 3)).count == 60)
    }

    @Test func `values that do not go together are drawn anew, and counted`() throws {
        let space = try Self.space(
            "matrices.clicks.distinct: [true, false]\nmatrices.clicks.distance: [inverse, linear]")
        let draws = SpaceDraws(9, from: space, seed: 1, base: Self.base, load: Self.load)
        #expect(draws.draws.count == 2)
        #expect(draws.draws.allSatisfy { !$0.settings.engine.matrices[0].distinct })
        #expect(draws.refusedCount == 2)
        #expect(draws.refusal?.description.contains("distinct: false") == true)
    }
}
