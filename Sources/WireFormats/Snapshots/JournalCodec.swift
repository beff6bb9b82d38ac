/// Records of the order journal as bytes: u32 size, u64 XXH3, then variable-length numbers.
package enum JournalCodec {
    /// Runs of a record at most; a batch has no more events.
    package static let runCountMax = 65_536 + 4_096
    private static let headByteCount = 12
    private static let payloadByteCountMax = 2 << 20

    package static func append(_ record: JournalRecord, to bytes: inout [UInt8]) {
        var payload = BinaryWriter()
        payload.append(record)
        var head = BinaryWriter()
        head.append(UInt32(payload.bytes.count))
        head.append(Checksum.of(payload.bytes))
        bytes += head.bytes
        bytes += payload.bytes
    }

    /// The record at the beginning of `bytes`, and its size; nil where there is no whole one.
    package static func record(
        in bytes: UnsafeRawBufferPointer
    ) -> (record: JournalRecord, byteCount: Int)? {
        var reader = BinaryReader(bytes)
        guard let count = reader.take(UInt32.self), count <= payloadByteCountMax,
            let checksum = reader.take(UInt64.self), let payload = reader.take(count: Int(count)),
            Checksum.of(payload) == checksum, let record = JournalRecord(payload)
        else { return nil }
        return (record, headByteCount + Int(count))
    }
}

extension BinaryWriter {
    mutating func append(_ record: JournalRecord) {
        append(varint: record.sequence)
        append(zigzag: record.clock)
        append(varint: UInt64(record.runs.count))
        for run in record.runs {
            append(varint: UInt64(UInt32(bitPattern: run.partition)))
            append(varint: UInt64(bitPattern: run.nextOffset))
        }
    }
}

extension JournalRecord {
    fileprivate init?(_ payload: UnsafeRawBufferPointer) {
        var reader = BinaryReader(payload)
        self.init(&reader)
        if reader.remainingCount > 0 { return nil }
    }

    init?(_ reader: inout BinaryReader) {
        guard let sequence = reader.takeVarint(), sequence <= Int64.max,
            let clock = reader.takeZigzag(),
            let runCount = reader.takeVarint(), runCount <= JournalCodec.runCountMax,
            // A run has two bytes at least.
            runCount * 2 <= reader.remainingCount
        else { return nil }
        var runs: [JournalRun] = []
        for _ in 0..<runCount {
            guard let partition = reader.takeVarint(), partition <= Int32.max,
                let nextOffset = reader.takeVarint(), nextOffset <= Int64.max
            else { return nil }
            runs.append(JournalRun(partition: Int32(partition), nextOffset: Int64(nextOffset)))
        }
        self.init(sequence: sequence, clock: clock, runs: runs)
    }
}
