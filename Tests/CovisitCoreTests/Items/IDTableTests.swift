import Testing

@testable import CovisitCore

struct IDTableTests {
    @Test(arguments: 1...5)
    func `agrees with a dictionary over random insertions and removals`(seed: Int) {
        var table = IDTable()
        var batch = EventBatch()
        var model: [String: UInt32] = [:]
        for step in 0..<20_000 {
            let draw = mix(UInt64(step) &* 31 &+ UInt64(seed))
            let name = Self.name(Int(draw % 700))
            let id = Self.id(name, in: &batch)
            let hash = id.hash(in: batch.arena)
            let found = table.find(id, hash: hash, in: batch.arena)
            #expect(found == model[name], "seed \(seed), step \(step)")
            if let number = found {
                if draw >> 40 & 1 == 0 {
                    table.remove(number)
                    model[name] = nil
                }
            } else {
                let number = table.insert(id, hash: hash, in: batch.arena)
                #expect(!model.values.contains(number))
                model[name] = number
            }
        }
        #expect(table.count == model.count)
        for (name, number) in model {
            let id = table.id(number)
            let text =
                id.isInteger
                ? String(id.integer) : String(decoding: table.arena[id.range], as: UTF8.self)
            #expect(text == name)
        }
    }

    /// Integers, and strings of one to 64 bytes.
    private static func name(_ number: Int) -> String {
        if number % 2 == 0 { return String(number) }
        return String(repeating: "s\(number)-", count: 13).prefix(1 + number % 64).description
            + (number % 64 < 50 ? "#\(number)" : "")
    }

    private static func id(_ name: String, in batch: inout EventBatch) -> ExternalID {
        if let integer = Int64(name) { return ExternalID(integer: integer) }
        return batch.intern(String(name.prefix(64)))
    }

    @Test func `an integer and a string of its digits are two ids`() {
        var table = IDTable()
        var batch = EventBatch()
        let integer = ExternalID(integer: 42)
        let string = batch.intern("42")
        let first = table.insert(integer, hash: integer.hash(in: []), in: [])
        #expect(table.find(string, hash: string.hash(in: batch.arena), in: batch.arena) == nil)
        let second = table.insert(string, hash: string.hash(in: batch.arena), in: batch.arena)
        #expect(first != second)
    }

    @Test func `ids are ordered by value, integers before strings`() {
        var table = IDTable()
        var batch = EventBatch()
        let ids = [
            ExternalID(integer: 2), ExternalID(integer: 10), ExternalID(integer: .max),
            batch.intern("10"), batch.intern("2"), batch.intern("2a"), batch.intern("b"),
        ]
        let numbers = ids.reversed().map {
            table.insert($0, hash: $0.hash(in: batch.arena), in: batch.arena)
        }
        let sorted = numbers.sorted { table.isOrdered($0, before: $1) }
        #expect(sorted == numbers.reversed())
    }
}
