/// The recording of a topic, version 1. Fixed-size numbers are little-endian, the others of
/// variable length.
///
///     header    "COVISREC", u32 version, u32 size of the header, text topic, u8 flags,
///               u32 partitions, for each i32 partition and i64 first offset,
///               u64 XXH3 of everything before
///     frame     u64 XXH3 of the rest of the frame, u32 raw size, u32 stored size, a zstd frame
///
/// Frames follow one another to the end of the file. Each can be read alone: unpacked, it is the
/// position of every partition before it, the sequence of the batch that it goes on with, and its
/// entries. A position is the offset that comes next.
///
///     entry     u8 tag; its two lowest bits are the kind
///     record    [partition], [records left out before it], [time since the record before],
///               [size, key], [size, value], [headers, for each size, name, size, value]
///     batch     as in the order journal
///     end       nothing more
package enum TopicRecordingFormat {
    static let magic = Array("COVISREC".utf8)
    static let version: UInt32 = 1
    /// Magic, version and size.
    package static let startByteCount = 16
    /// Some 300,000 partitions.
    static let headerByteCountMax = 4 << 20
    /// Checksum and the two sizes.
    package static let frameHeadByteCount = 16
    /// A frame is closed with the entry that reaches this size, unpacked.
    static let frameByteCount = 1 << 20
    /// The longest frame, unpacked: one with a record of nearly this size.
    package static let frameByteCountMax = 64 << 20
    static let compressionLevel: Int32 = 3

    enum Kind: UInt8 {
        case record = 0
        case batch = 1
        case end = 2
    }

    /// What a record's tag says besides its kind.
    struct Flags: OptionSet {
        let rawValue: UInt8

        static let hasKey = Flags(rawValue: 0x04)
        static let hasValue = Flags(rawValue: 0x08)
        static let hasHeaders = Flags(rawValue: 0x10)
        static let hasTimestamp = Flags(rawValue: 0x20)
        static let isOfSamePartition = Flags(rawValue: 0x40)
        static let isNextOffset = Flags(rawValue: 0x80)
    }

    /// Whether a file that begins with these bytes is a recording of a topic.
    package static func isRecording(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: magic)
    }
}

/// Why bytes are no recording that can be used.
package struct TopicRecordingError: Error, Sendable, Equatable {
    package var cause: String

    init(_ cause: String) {
        self.cause = cause
    }
}

/// Reads bytes that an array holds.
func read<Result>(
    _ bytes: [UInt8],
    _ body: (UnsafeRawBufferPointer) throws(TopicRecordingError) -> Result
) throws(TopicRecordingError) -> Result {
    let result = bytes.withUnsafeBytes { bytes in
        Swift.Result { () throws(TopicRecordingError) in try body(bytes) }
    }
    return try result.get()
}
