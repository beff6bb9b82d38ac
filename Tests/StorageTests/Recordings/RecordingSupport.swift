import CZlib
import CZstd
import CovisitCore
import Glibc
import Storage
import StreamPipeline
import SystemPackage
import WireFormats

/// A directory that vanishes with its contents when the test lets go of it.
final class TemporaryFiles {
    struct Refused: Error {}

    let directory: FilePath
    private var paths: [FilePath] = []

    init() throws {
        var template = Array("/tmp/covisitd-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refused() }
        directory = FilePath(platformString: template)
    }

    deinit {
        for path in paths { unlink(path.string) }
        rmdir(directory.string)
    }

    func path(_ name: String) -> FilePath {
        let path = directory.appending(name)
        paths.append(path)
        return path
    }

    func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
        let path = path(name)
        let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
        return path
    }

    func write(_ lines: [String], to name: String) throws -> FilePath {
        try write(text(lines), to: name)
    }
}

func text(_ lines: [String]) -> [UInt8] {
    lines.flatMap { Array($0.utf8) + [0x0A] }
}

func bytes(of path: FilePath) throws -> [UInt8] {
    let descriptor = try FileDescriptor.open(path, .readOnly)
    return try descriptor.closeAfter {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { chunk.deallocate() }
        while case let count = try descriptor.read(into: chunk), count > 0 {
            bytes += chunk[..<count]
        }
        return bytes
    }
}

func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        CInt(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let count = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            deflate(&stream, Z_FINISH)
            return target.count - Int(stream.avail_out)
        }
    }
    return Array(output[..<count])
}

func zstd(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    // With a checksum, as the command line tool writes it, so that damage is found.
    let context = ZSTD_createCCtx()
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    let count = ZSTD_compress2(context, &output, output.count, bytes, bytes.count)
    return Array(output[..<count])
}

/// Everything a source delivers, with ids as text so that batches can be compared.
struct Delivered: Equatable {
    struct Record: Equatable {
        var session: String
        var item: String
        var timestamp: Int64
        var type: EventType
        var offset: Int64
    }

    struct Rejection: Equatable {
        var reason: RejectReason
        var offset: Int64
        var payload: [UInt8]
    }

    var events: [Record] = []
    var rejected: [Rejection] = []
    var batchSizes: [Int] = []
    var nextOffset: Int64?

    mutating func add(_ batch: InputBatch) {
        batchSizes.append(batch.recordCount)
        nextOffset = batch.nextOffsets[0]
        for event in batch.events.events {
            events.append(
                Record(
                    session: text(event.session, batch), item: text(event.item, batch),
                    timestamp: event.timestamp, type: event.type, offset: event.offset))
        }
        for record in batch.rejected {
            rejected.append(
                Rejection(
                    reason: record.reason, offset: record.position.offset,
                    payload: record.payload ?? []))
        }
    }

    private func text(_ id: ExternalID, _ batch: InputBatch) -> String {
        if id.isInteger { return "\(id.integer)" }
        return "\"" + String(decoding: batch.events.arena[id.range], as: UTF8.self) + "\""
    }
}

func deliver(
    _ files: [FilePath], batchEventsMax: Int = 10_000, limit: Int? = nil, clock: Int64 = .max,
    lineByteCountMax: Int = 1 << 20
) async throws -> Delivered {
    let source = try RecordedEventSource(
        files: files, schema: EventSchema(), batchEventsMax: batchEventsMax, limit: limit,
        clock: { clock }, lineByteCountMax: lineByteCountMax)
    var delivered = Delivered()
    var batch = InputBatch()
    while try await source.fill(&batch) { delivered.add(batch) }
    return delivered
}

/// The event number `index` of a made-up recording, some ids being strings.
func line(_ index: Int, session: Int? = nil) -> String {
    let item = index % 3 == 0 ? "\"SKU-\(index)\"" : "\(index)"
    return
        #"{"session":\#(session ?? index % 7),"aid":\#(item),"#
        + #""ts":\#(1_661_724_000_000 + index),"type":"clicks"}"#
}
