import CovisitCore
import Settings
import Testing

struct MatrixSettingsTests {
    private static let day: Int64 = 86_400_000

    private func engine(_ text: String, _ overrides: String...) throws(SettingsError)
        -> EngineConfiguration
    {
        try DaemonSettings.load(text: text, name: "c.yaml", overrides: overrides).engine
    }

    @Test func `a list replaces the preset, and absent fields have their defaults`() throws {
        let engine = try engine("matrices:\n  - name: pairs")
        var pairs = MatrixSpec(name: "pairs", withinMilliseconds: Self.day)
        #expect(engine.matrices == [pairs])
        #expect(pairs.weightOfTarget == PerEventType(clicks: 1, carts: 1, orders: 1))
        pairs.halfLifeMilliseconds = 14 * Self.day
        #expect(
            try self.engine("matrices:\n  - name: pairs\n    weight: recency").matrices == [pairs])
    }

    @Test func `every field of the list is read`() throws {
        let engine = try engine(
            """
            matrices:
              - name: views-to-buys
                from: clicks
                to: [carts, orders]
                direction: forward
                within: 2h
                positions: 5
                distinct: false
                weight:
                  type_of_target: {carts: 0.5, orders: 2}
                half_life: 90d
                neighbours: 256
                candidates: 40
            """)
        var matrix = MatrixSpec(
            name: "views-to-buys", withinMilliseconds: 7_200_000, positions: 5, neighbours: 256,
            candidates: 40)
        matrix.from = .clicks
        matrix.to = [.carts, .orders]
        matrix.direction = .forward
        matrix.distinct = false
        matrix.weightOfTarget = PerEventType(clicks: 1, carts: 0.5, orders: 2)
        matrix.halfLifeMilliseconds = 90 * Self.day
        #expect(engine.matrices == [matrix])
    }

    @Test func `a field of a named matrix can be set by its path`() throws {
        var expected = EngineConfiguration.otto3
        expected.matrices[0].halfLifeMilliseconds = 7 * Self.day
        expected.matrices[1].weightOfTarget.carts = 9
        expected.matrices[2].halfLifeMilliseconds = nil
        let flags = [
            "matrices.clicks.half_life=7d", "matrices.buy-to-buy.half_life=none",
            "matrices.carts-orders.weight.type_of_target.carts=9",
        ]
        let byFlags = try DaemonSettings.load(file: nil, environment: [:], overrides: flags)
        #expect(byFlags.engine == expected)
        let byMap = try engine(
            """
            matrices:
              preset: otto-3
              clicks: {half_life: 7d}
              carts-orders: {weight: {type_of_target: {carts: 9}}}
              buy-to-buy:
                half_life: none
            """)
        #expect(byMap == expected)
    }

    @Test func `a path reaches into the file's list`() throws {
        let engine = try engine("matrices:\n  - name: pairs", "matrices.pairs.neighbours=64")
        #expect(engine.matrices.map(\.neighbours) == [64])
    }

    @Test func `recency from a stronger source replaces the weights by type`() throws {
        let file = "matrices:\n  - name: a\n    weight: {type_of_target: {carts: 6}}"
        let matrix = try engine(file, "matrices.a.weight=recency").matrices[0]
        #expect(matrix.weightOfTarget == PerEventType(clicks: 1, carts: 1, orders: 1))
        #expect(matrix.halfLifeMilliseconds == 14 * Self.day)
    }

    @Test func `recency keeps the half-life that a matrix has`() throws {
        let matrix = try engine("{}", "matrices.carts-orders.weight=recency").matrices[1]
        #expect(matrix.weightOfTarget == PerEventType(clicks: 1, carts: 1, orders: 1))
        #expect(matrix.halfLifeMilliseconds == 28 * Self.day)
    }

    @Test func `a preset named by a flag replaces the file's list`() throws {
        let file = "matrices:\n  - name: a\n    neighbours: 64"
        #expect(try engine(file, "matrices.preset=otto-3") == .otto3)
    }

    @Test func `without a ranking of its own a list is ranked by its names`() throws {
        let objectives = try engine(
            """
            matrices:
              - name: first
              - name: buy-to-buy
              - name: carts-orders
            """
        ).objectives
        #expect(objectives.clicks.matricesOfHistory == [0])
        #expect(objectives.clicks.matricesOfPurchases.isEmpty)
        #expect(objectives.orders.matricesOfHistory == [2])
        #expect(objectives.orders.matricesOfPurchases == [1])
        #expect(objectives.carts == objectives.orders)
        let single = try engine("matrices:\n  - name: only").objectives
        #expect(single.orders.matricesOfHistory == [0])
        #expect(single.orders.matricesOfPurchases.isEmpty)
    }

    @Test func `a ranking names its matrices in the order it wants`() throws {
        let file = """
            ranking:
              orders:
                matrices: [buy-to-buy, clicks]
                purchase_matrices: []
                history: excluded
                popularity: orders
                recency_floor: 0.25
              type_weights: {clicks: 0.5}
              list_length: 10
            """
        let engine = try engine(file)
        let orders = engine.objectives.orders
        #expect(orders.matricesOfHistory == [2, 0])
        #expect(orders.matricesOfPurchases.isEmpty)
        #expect(orders.history == .excluded)
        #expect(orders.popularity == [.orders])
        #expect(orders.recencyFloor == 0.25)
        #expect(engine.objectives.clicks.typeWeights.clicks == 0.5)
        #expect(orders.typeWeights == PerEventType(clicks: 0.5, carts: 6, orders: 3))
        #expect(engine.listLength == 10)
    }
}
