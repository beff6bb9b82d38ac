/// Ids in snapshots, each by its number: numbers stay what they were, since rows and tails name
/// them, and free ones are given out again in the same order.
extension IDTable {
    private static let vacantMark: UInt8 = 255

    /// One byte for a free number; else the length of a string, 0 for an integer, and its bytes.
    func encode(_ number: UInt32, into writer: inout StateWriter) {
        guard contains(number: number) else {
            writer.append(Self.vacantMark)
            return
        }
        let id = id(number)
        writer.append(id.byteCount)
        if id.isInteger {
            writer.append(id.bits)
        } else {
            arena.withUnsafeBytes { writer.append(UnsafeRawBufferPointer(rebasing: $0[id.range])) }
        }
    }

    /// Reads the id of the number after the last; false: that number is free.
    ///
    /// The free numbers' order has to follow, by `restore(vacancies:)`.
    mutating func readNext(
        _ reader: inout StateReader, shard: Int? = nil
    ) throws(StateDamage) -> Bool {
        let byteCount = try reader.read(UInt8.self)
        if byteCount == Self.vacantMark {
            appendVacant()
            return false
        }
        var arena: [UInt8] = []
        let id: ExternalID
        if byteCount == 0 {
            id = ExternalID(integer: try reader.read(Int64.self))
            guard id.integer >= 0 else { throw reader.damage("id \(id.integer), below 0") }
        } else {
            arena = try reader.readString(byteCount: Int(byteCount))
            id = ExternalID(stringAt: 0, byteCount: Int(byteCount))
        }
        let hash = id.hash(in: arena)
        guard shard == nil || shard == AdmittedEvent.shard(ofHash: hash) else {
            throw reader.damage("an id of another shard")
        }
        guard find(id, hash: hash, in: arena) == nil else { throw reader.damage("an id twice") }
        appendVacant()
        place(id, hash: hash, in: arena, at: UInt32(bound - 1))
        return true
    }

    /// After the last id: the free numbers, in the order in which they became free.
    mutating func restore(vacancies: [UInt32], _ reader: StateReader) throws(StateDamage) {
        var isListed = [Bool](repeating: false, count: bound)
        for number in vacancies {
            guard number < bound, !contains(number: number), !isListed[Int(number)] else {
                throw reader.damage("number \(number) cannot be free")
            }
            isListed[Int(number)] = true
        }
        let free = (0..<UInt32(bound)).count { !contains(number: $0) }
        guard vacancies.count == free else {
            throw reader.damage("\(vacancies.count) numbers are listed as free, \(free) are")
        }
        self.vacancies = vacancies
    }
}

extension StateReader {
    /// The bytes of a string id.
    fileprivate mutating func readString(byteCount: Int) throws(StateDamage) -> [UInt8] {
        guard byteCount <= ExternalID.byteCountMax else {
            throw damage("an id of \(byteCount) bytes")
        }
        let string = Array(try readBytes(byteCount))
        guard String(validating: string, as: UTF8.self) != nil else {
            throw damage("an id that is not UTF-8")
        }
        return string
    }
}
