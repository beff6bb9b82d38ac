/// Gives external ids small numbers, and finds them again.
///
/// Open addressing with linear probing over 8-byte slots (half a hash, half a number), at most
/// three quarters full. Numbers of removed ids are given out again, the last removed first, so
/// that the numbering depends on the calls alone. A value with copy-on-write storage: a copy is
/// what tasks read while the original rests.
package struct IDTable: Sendable {
    private var slots: [UInt64]
    /// An integer's value, by number.
    private var integers: [UInt64] = []
    /// 0 for an integer, a string's length, or `vacant`, by number.
    private var byteCounts: [UInt8] = []
    /// Strings, `stride` bytes for each number; empty while there is none.
    private var strings: [UInt8] = []
    private var stride = 0
    /// Free numbers; the last is the next to be given out.
    var vacancies: [UInt32] = []
    /// Room is made for no more ids than this.
    private let countMax: Int

    private static let vacant: UInt8 = 255

    private static let slotCountMin = 16

    package init(countMax: Int = .max) {
        self.countMax = countMax
        slots = Array(repeating: 0, count: Self.slotCountMin)
    }

    /// Slots of a table that has grown to `count` ids.
    static func slotCount(holding count: Int) -> Int {
        var slots = slotCountMin
        while isCrowded(count, slots) { slots *= 2 }
        return slots
    }

    private static func isCrowded(_ count: Int, _ slots: Int) -> Bool { count * 4 > slots * 3 }

    /// Numbers in use are all below this.
    package var bound: Int { integers.count }
    package var count: Int { integers.count - vacancies.count }
    package var byteCount: Int {
        slots.count * 8 + integers.capacity * 9 + strings.capacity + vacancies.capacity * 4
    }

    /// The number that the next id will get.
    var nextNumber: UInt32 { vacancies.last ?? UInt32(integers.count) }

    /// Whether any number at all is that of an id.
    @inline(__always)
    func isOccupied(_ number: UInt32) -> Bool {
        Int(number) < byteCounts.count && byteCounts[Int(number)] != Self.vacant
    }

    package func contains(number: UInt32) -> Bool { byteCounts[Int(number)] != Self.vacant }

    /// The id of a number; a string's bytes are found by `withBytes`.
    package func id(_ number: UInt32) -> ExternalID {
        // No string was ever here: one cache line is looked at instead of two.
        let byteCount = stride == 0 ? 0 : Int(byteCounts[Int(number)])
        if byteCount == 0 {
            return ExternalID(integer: Int64(bitPattern: integers[Int(number)]))
        }
        return ExternalID(stringAt: Int(number) * stride, byteCount: byteCount)
    }

    /// Holds the strings that `id(_:)` refers to.
    package var arena: [UInt8] { strings }

    /// Asks for the memory where the search for an id with this hash will begin.
    @inline(__always)
    func prefetch(hash: UInt64) {
        slots.prefetch(at: Int(UInt32(truncatingIfNeeded: hash)) & (slots.count &- 1))
    }

    /// The number that an id with this hash has, if it is where the search for it begins; for
    /// asking for what lies by that number.
    @inline(__always)
    func likelyNumber(hash: UInt64) -> UInt32? {
        let tag = UInt32(truncatingIfNeeded: hash)
        let slot = slots[Int(tag) & (slots.count - 1)]
        return slot != 0 && UInt32(truncatingIfNeeded: slot >> 32) == tag
            ? UInt32(truncatingIfNeeded: slot) - 1 : nil
    }

    /// Asks for the memory of the id of a number in use.
    @inline(__always)
    package func prefetch(_ number: UInt32) {
        integers.prefetch(at: Int(number))
    }

    /// The number of an id whose string, if it is one, lies in `arena`.
    package func find(_ id: ExternalID, hash: UInt64, in arena: [UInt8]) -> UInt32? {
        let mask = slots.count - 1
        let tag = UInt32(truncatingIfNeeded: hash)
        return slots.withUnsafeBufferPointer { slots in
            var position = Int(tag) & mask
            while slots[position] != 0 {
                let slot = slots[position]
                if UInt32(truncatingIfNeeded: slot >> 32) == tag {
                    let number = UInt32(truncatingIfNeeded: slot) - 1
                    if isEqual(number, id, in: arena) { return number }
                }
                position = (position + 1) & mask
            }
            return nil
        }
    }

    /// Adds an id that is not there yet.
    package mutating func insert(_ id: ExternalID, hash: UInt64, in arena: [UInt8]) -> UInt32 {
        let number = nextNumber
        if vacancies.popLast() == nil { appendVacant() }
        place(id, hash: hash, in: arena, at: number)
        return number
    }

    /// Gives an id that is not there yet a number that no id has.
    mutating func place(
        _ id: ExternalID, hash: UInt64, in arena: [UInt8], at number: UInt32
    ) {
        if Self.isCrowded(count, slots.count) { growSlots() }
        byteCounts[Int(number)] = id.byteCount
        if id.isInteger {
            integers[Int(number)] = id.bits
        } else {
            store(arena[id.range], of: number)
        }
        let mask = slots.count - 1
        let tag = UInt32(truncatingIfNeeded: hash)
        var position = Int(tag) & mask
        while slots[position] != 0 { position = (position + 1) & mask }
        slots[position] = UInt64(tag) << 32 | UInt64(number + 1)
    }

    /// Adds the number above all others to those that an id may have; it is not listed as free.
    mutating func appendVacant() {
        if integers.count == integers.capacity { growNumbers() }
        integers.append(0)
        byteCounts.append(Self.vacant)
        if stride > 0 { strings.append(contentsOf: repeatElement(0, count: stride)) }
    }

    private mutating func growNumbers() {
        let roomy = roomyCount(integers.count + 1, below: countMax)
        integers.reserveCapacity(roomy)
        byteCounts.reserveCapacity(roomy)
        strings.reserveCapacity(roomy * stride)
    }

    package mutating func remove(_ number: UInt32) {
        let mask = slots.count - 1
        let hash = id(number).hash(in: strings)
        var hole = Int(UInt32(truncatingIfNeeded: hash)) & mask
        while UInt32(truncatingIfNeeded: slots[hole]) != number + 1 { hole = (hole + 1) & mask }
        var next = (hole + 1) & mask
        while slots[next] != 0 {
            let home = Int(slots[next] >> 32) & mask
            if (next - home) & mask >= (next - hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = 0
        byteCounts[Int(number)] = Self.vacant
        vacancies.append(number)
    }

    /// Whether the id of `a` comes before that of `b`: integers first, by value; then strings,
    /// by their bytes.
    package func isOrdered(_ a: UInt32, before b: UInt32) -> Bool {
        // No string was ever here, as in `id(_:)`.
        if stride == 0 { return integers[Int(a)] < integers[Int(b)] }
        let first = id(a)
        let second = id(b)
        if first.isInteger && second.isInteger { return first.bits < second.bits }
        if first.isInteger != second.isInteger { return first.isInteger }
        return strings[first.range].lexicographicallyPrecedes(strings[second.range])
    }

    private func isEqual(_ number: UInt32, _ id: ExternalID, in arena: [UInt8]) -> Bool {
        // No string was ever here, as in `id(_:)`.
        if stride == 0 { return id.isInteger && integers[Int(number)] == id.bits }
        guard byteCounts[Int(number)] == id.byteCount else { return false }
        if id.isInteger { return integers[Int(number)] == id.bits }
        return strings[self.id(number).range].elementsEqual(arena[id.range])
    }

    private mutating func growSlots() {
        let mask = slots.count * 2 - 1
        var grown = [UInt64](repeating: 0, count: mask + 1)
        for slot in slots where slot != 0 {
            var position = Int(slot >> 32) & mask
            while grown[position] != 0 { position = (position + 1) & mask }
            grown[position] = slot
        }
        slots = grown
    }

    private mutating func store(_ bytes: ArraySlice<UInt8>, of number: UInt32) {
        if bytes.count > stride { widenStrings(to: bytes.count) }
        let start = Int(number) * stride
        strings.replaceSubrange(start..<(start + bytes.count), with: bytes)
    }

    /// Lays the strings out anew with room for `byteCount` each: 16, 32 or 64 bytes.
    private mutating func widenStrings(to byteCount: Int) {
        let wide = byteCount <= 16 ? 16 : byteCount <= 32 ? 32 : ExternalID.byteCountMax
        var widened: [UInt8] = []
        widened.reserveCapacity(integers.capacity * wide)
        widened.append(contentsOf: repeatElement(0, count: integers.count * wide))
        for number in 0..<(stride == 0 ? 0 : integers.count) {
            let old = strings[(number * stride)..<((number + 1) * stride)]
            widened.replaceSubrange((number * wide)..<(number * wide + stride), with: old)
        }
        strings = widened
        stride = wide
    }
}
