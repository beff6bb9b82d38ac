import CovisitCore
import Testing
import WireFormats

struct SnapshotHeaderTests {
    private func header(
        partitions: [SnapshotPartition] = [], topic: String = "t", keys: [StateKey] = []
    ) -> SnapshotHeader {
        SnapshotHeader(
            topic: topic, partitions: partitions, sequence: 3, watermark: -4, eventCount: 5,
            configuration: keys)
    }

    /// The header as it comes back from the file of an empty state.
    private func roundTrip(_ header: SnapshotHeader) -> Result<SnapshotHeader, SnapshotError> {
        let (start, file) = encoded(header)
        return prefix(of: start, fileByteCount: file.count).map(\.header)
    }

    @Test func `headers come back as they were`() throws {
        let anchor = RecordAnchor(offset: 0, fingerprint: .max)
        let partitions = [
            SnapshotPartition(partition: 0, nextOffset: 0),
            SnapshotPartition(partition: 1, nextOffset: 1, anchor: anchor),
            SnapshotPartition(partition: .max, nextOffset: .max),
        ]
        let keys = [StateKey(name: "a", value: ""), StateKey(name: "Größe", value: "10 €")]
        let long = String(repeating: "x", count: 65_535)
        let many = (0..<1000).map { SnapshotPartition(partition: $0, nextOffset: 1 << 40) }
        for header in [
            header(), header(partitions: partitions, keys: keys), header(partitions: many),
            header(topic: long, keys: [StateKey(name: long, value: long)]),
        ] {
            #expect(try roundTrip(header).get() == header)
        }
    }

    @Test func `contents that cannot be are refused though the checksum holds`() {
        var late = header()
        late.sequence = UInt64(Int64.max) + 1
        var few = header()
        few.eventCount = -1
        let partitions = [
            SnapshotPartition(partition: -1, nextOffset: 0),
            SnapshotPartition(partition: 0, nextOffset: -1),
            SnapshotPartition(
                partition: 0, nextOffset: 5, anchor: RecordAnchor(offset: -1, fingerprint: 1)),
        ]
        let unordered = [1, 0].map { SnapshotPartition(partition: $0, nextOffset: 0) }
        let headers =
            [late, few, header(partitions: unordered)]
            + partitions.map { header(partitions: [$0]) }
        for header in headers {
            #expect(
                roundTrip(header) == .failure(.init(.damaged, "its header makes no sense")))
        }
    }

    @Test func `the digest of a configuration depends on every setting and their order`() {
        let keys = [StateKey(name: "a", value: "1"), StateKey(name: "b", value: "2")]
        let digests = [
            keys, keys.reversed(), Array(keys.dropLast()), [],
            [StateKey(name: "a", value: "12"), StateKey(name: "b", value: "")],
            [StateKey(name: "a1", value: ""), StateKey(name: "b", value: "2")],
        ].map { header(keys: $0).configurationDigest }
        #expect(Set(digests).count == digests.count)
        #expect(header(topic: "other", keys: keys).configurationDigest == digests[0])
    }

    /// Any bytes with a checksum that holds: no trap, no large allocation.
    @Test func `a prefix of anything is decoded or refused`() {
        let (start, file) = encoded(
            header(
                partitions: [.init(partition: 0, nextOffset: 9)],
                keys: [.init(name: "a", value: "b")]))
        var causes: [String: Int] = [:]
        for offset in 8..<(start.count - 8) where !(12..<16).contains(offset) {
            for value in [0x00, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = start
                bytes[offset] = value
                bytes.replaceSubrange(
                    (bytes.count - 8)..., with: littleEndian(xxh3(bytes.dropLast(8))))
                switch prefix(of: bytes, fileByteCount: file.count) {
                case .success: causes["", default: 0] += 1
                case .failure(let error): causes[error.cause, default: 0] += 1
                }
            }
        }
        #expect(causes.values.reduce(0, +) == (start.count - 20) * 4)
        // Checksums of sections, which come later, are the larger part.
        #expect(causes["", default: 0] > StateSection.count * 8 * 4)
        #expect(causes["its header makes no sense", default: 0] > 20)
        #expect(causes["its table of sections makes no sense", default: 0] > 1000)
    }

    @Test func `every beginning and every flipped bit of a prefix is refused`() {
        let (start, file) = encoded(header(keys: [.init(name: "a", value: "b")]))
        for byteCount in 0..<start.count {
            let bytes = Array(start[..<byteCount])
            #expect((try? prefix(of: bytes, fileByteCount: file.count).get()) == nil)
        }
        for bit in 0..<(start.count * 8) {
            var bytes = start
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard case .failure(let error) = prefix(of: bytes, fileByteCount: file.count) else {
                Issue.record("bit \(bit) is not noticed")
                continue
            }
            #expect(error.code == (bit < 64 ? .foreign : .damaged))
        }
    }
}
