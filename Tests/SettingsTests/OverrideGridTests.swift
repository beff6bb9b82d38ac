import Settings
import Testing

struct OverrideGridTests {
    @Test func `several values make a combination each`() {
        let grid = OverrideGrid.combinations(of: [
            "matrices.clicks.half_life=7d,14d", "sessions.tail=30", "ranking.long_history=10,20",
        ])
        #expect(
            grid == [
                ["matrices.clicks.half_life=7d", "sessions.tail=30", "ranking.long_history=10"],
                ["matrices.clicks.half_life=7d", "sessions.tail=30", "ranking.long_history=20"],
                ["matrices.clicks.half_life=14d", "sessions.tail=30", "ranking.long_history=10"],
                ["matrices.clicks.half_life=14d", "sessions.tail=30", "ranking.long_history=20"],
            ])
        #expect(OverrideGrid.combinations(of: []) == [[]])
    }

    @Test(
        arguments: [
            "ranking.carts.popularity=orders,carts", "kafka.bootstrap_servers=a:1,b:2",
            "matrices.clicks.from=clicks,carts", "no.such.key=1,2", "nonsense",
        ])
    func `a list, a text and what is no key stay whole`(override: String) {
        #expect(OverrideGrid.combinations(of: [override]) == [[override]])
        #expect(OverrideGrid.varying([override]).isEmpty)
    }
}
