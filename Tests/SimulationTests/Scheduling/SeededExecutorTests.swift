import Simulation
import Testing

struct SeededExecutorTests {
    private actor Diary {
        private(set) var entries: [Int] = []

        func write(_ entry: Int) { entries.append(entry) }
    }

    private func order(seed: UInt64) async -> [Int] {
        await SeededExecutor(seed: seed).run {
            let diary = Diary()
            for round in 0..<5 {
                async let first: Void = diary.write(round * 10 + 1)
                async let second: Void = diary.write(round * 10 + 2)
                await diary.write(round * 10)
                _ = await (first, second)
            }
            return await diary.entries
        }
    }

    @Test func `the same seed gives the same order of tasks`() async {
        for seed in 1...20 {
            #expect(await order(seed: UInt64(seed)) == order(seed: UInt64(seed)))
        }
    }

    @Test func `seeds bring different orders`() async {
        var orders: Set<[Int]> = []
        for seed in 1...50 { orders.insert(await order(seed: UInt64(seed))) }
        #expect(orders.count > 10)
        #expect(Set(orders.map { $0.sorted() }).count == 1)
    }

    @Test func `child tasks of a group run to their end`() async {
        let sum = await SeededExecutor(seed: 1).run {
            await withTaskGroup(of: Int.self) { group in
                for number in 1...100 { group.addTask { number } }
                return await group.reduce(0, +)
            }
        }
        #expect(sum == 5_050)
    }
}
