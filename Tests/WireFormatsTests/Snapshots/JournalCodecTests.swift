import Testing
import WireFormats

struct JournalCodecTests {
    private let records = [
        JournalRecord(sequence: 0, clock: 0, runs: []),
        JournalRecord(sequence: 1, clock: .max, runs: [.init(partition: 0, nextOffset: 0)]),
        JournalRecord(
            sequence: UInt64(Int64.max), clock: .min,
            runs: [
                .init(partition: .max, nextOffset: .max), .init(partition: 3, nextOffset: 1 << 40),
                .init(partition: 3, nextOffset: 127), .init(partition: 127, nextOffset: 128),
            ]),
    ]

    private func decode(_ bytes: [UInt8]) -> (record: JournalRecord, byteCount: Int)? {
        bytes.withUnsafeBytes { JournalCodec.record(in: $0) }
    }

    private func encoded(_ record: JournalRecord) -> [UInt8] {
        var bytes: [UInt8] = []
        JournalCodec.append(record, to: &bytes)
        return bytes
    }

    /// A record with this payload and a checksum that holds.
    private func framed(_ payload: [UInt8], byteCount: UInt32? = nil) -> [UInt8] {
        littleEndian(byteCount ?? UInt32(payload.count)) + littleEndian(xxh3(payload)) + payload
    }

    @Test func `records come back one after the other`() throws {
        var bytes: [UInt8] = []
        for record in records { JournalCodec.append(record, to: &bytes) }
        var rest = bytes[...]
        for record in records {
            let (decoded, byteCount) = try #require(decode(Array(rest)))
            #expect(decoded == record)
            rest = rest.dropFirst(byteCount)
        }
        #expect(rest.isEmpty && decode([]) == nil)
    }

    @Test func `the largest record fits, a larger one is not read`() throws {
        let run = JournalRun(partition: .max, nextOffset: .max)
        var record = JournalRecord(
            sequence: UInt64(Int64.max), clock: .min,
            runs: .init(repeating: run, count: JournalCodec.runCountMax))
        #expect(decode(encoded(record))?.record == record)
        record.runs.append(run)
        #expect(decode(encoded(record)) == nil)
    }

    @Test func `a beginning is no record, and every flipped bit is found out`() {
        for record in records {
            let whole = encoded(record)
            for byteCount in 0..<whole.count {
                #expect(decode(Array(whole[..<byteCount])) == nil)
            }
            for bit in 0..<(whole.count * 8) {
                var bytes = whole
                bytes[bit / 8] ^= 1 << (bit % 8)
                #expect(decode(bytes + whole) == nil, "bit \(bit)")
            }
        }
    }

    private static let ten: [UInt8] = .init(repeating: 0xFF, count: 9)

    @Test(
        arguments: [
            [], [0], [0, 0], [1, 0, 1], [1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 2, 0, 0, 0],
            ten + [0x01, 0, 0], ten + [0x02, 0, 0], ten + [0xFF, 0x01, 0, 0],
            [1, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x08, 0], [1, 0] + ten + [0x01, 0, 0],
            [1, 0, 1, 0] + ten + [0x01], [1, 0, 0xFF, 0xFF, 0x03, 0, 0],
        ] as [[UInt8]])
    func `a payload that is no record is refused though its checksum holds`(payload: [UInt8]) {
        #expect(decode(framed(payload)) == nil)
        #expect(decode(framed([1, 0, 0]))?.record.sequence == 1)
    }

    @Test func `a size that cannot be is refused`() {
        for byteCount in [(2 << 20) + 1, .max, 4, 2, 0] as [UInt32] {
            #expect(decode(framed([1, 0, 0], byteCount: byteCount)) == nil)
        }
        let huge = [UInt8](repeating: 0, count: (2 << 20) + 1)
        #expect(decode(framed(huge)) == nil)
    }
}
