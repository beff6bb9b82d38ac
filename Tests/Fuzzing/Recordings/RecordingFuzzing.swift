internal import Fuzzing
internal import Storage
internal import WireFormats

/// Takes its input for a recording: plain, gzip or zstd, as its first bytes say.
package final class RecordingFuzzing: FuzzTarget {
    private static let lineByteCountMax = 300
    private let file: MemoryFile
    private let schema: EventSchema

    package init() throws {
        file = try MemoryFile()
        var schema = EventSchema()
        schema.payloadByteCountMax = 200
        schema.oldestTimestamp = 0
        self.schema = schema
    }

    package func run(_ bytes: UnsafeRawBufferPointer) throws {
        try file.hold(bytes)
        let delivery = try read(batchEventsMax: 1_000)
        let inSmallBatches = try read(batchEventsMax: 3)
        try require(isSame(delivery, inSmallBatches), "\(delivery), then \(inSmallBatches)")
        if !isPlain(bytes) { return }
        try require(delivery.failure == nil, "a plain file failed: \(delivery)")
        for packing in Packing.allCases {
            try packing.pack(bytes).withUnsafeBytes { try file.hold($0) }
            let unpacked = try read(batchEventsMax: 1_000)
            try require(unpacked == delivery, "\(packing): \(unpacked), not \(delivery)")
        }
    }

    private func read(batchEventsMax: Int) throws -> Delivery {
        let path = file.path
        let schema = schema
        return try runInline {
            try await Delivery(
                path, schema: schema, lineByteCountMax: Self.lineByteCountMax,
                batchEventsMax: batchEventsMax)
        }
    }

    /// Whether two runs delivered the same; where they were cut, they were at different places.
    private func isSame(_ one: Delivery, _ other: Delivery) -> Bool {
        one == other || (one.isCut && other.isCut)
    }

    /// Whether no compression begins with these bytes, and their halves fit into Packing's.
    private func isPlain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isGzip = bytes.starts(with: [0x1F, 0x8B])
        let isZstd =
            bytes.dropFirst().starts(with: [0xB5, 0x2F, 0xFD])
            || bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
        return !isGzip && !isZstd && bytes.count < 1 << 16
    }
}
