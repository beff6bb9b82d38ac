import Storage
import StreamPipeline
import SystemPackage
import Testing
import WireFormats

@Suite struct CompressedRecordingTests {
    /// How the same bytes may lie on disk.
    enum Packing: CaseIterable {
        case plain, gzip, zstd, gzipMembers, zstdFrames, zstdAfterSkippableFrame

        func pack(_ bytes: [UInt8]) -> [UInt8] {
            let half = bytes.count / 2 + 11  // in the middle of a line
            let parts = [Array(bytes[..<half]), Array(bytes[half...])]
            return switch self {
            case .plain: bytes
            case .gzip: StorageTests.gzip(bytes)
            case .zstd: StorageTests.zstd(bytes)
            case .gzipMembers: parts.flatMap { StorageTests.gzip($0) } + StorageTests.gzip([])
            case .zstdFrames: parts.flatMap { StorageTests.zstd($0) } + StorageTests.zstd([])
            case .zstdAfterSkippableFrame:
                [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 0xFF, 0xFF] + StorageTests.zstd(bytes)
            }
        }
    }

    private static let content = text((0..<20_000).map { line($0) })

    @Test(arguments: Packing.allCases)
    func `compression is told by the bytes and changes nothing`(packing: Packing) async throws {
        let files = try TemporaryFiles()
        let plain = try files.write(Self.content, to: "plain")
        let packed = try files.write(packing.pack(Self.content), to: "no-extension")
        let expected = try await deliver([plain])
        #expect(try await deliver([packed]) == expected)
        #expect(expected.events.count == 20_000)
    }

    @Test func `files of all kinds may follow each other`() async throws {
        let files = try TemporaryFiles()
        let paths = try Packing.allCases.enumerated().map { index, packing in
            try files.write(packing.pack(Self.content), to: "part\(index)")
        }
        let delivered = try await deliver(paths)
        #expect(delivered.events.count == 20_000 * paths.count)
        #expect(delivered.events.map(\.offset) == Array(0..<Int64(20_000 * paths.count)))
    }

    @Test(arguments: [Packing.gzip, .zstd, .gzipMembers, .zstdFrames])
    func `a truncated file delivers its whole lines and then says where it ends`(
        packing: Packing
    ) async throws {
        let files = try TemporaryFiles()
        let whole = packing.pack(Self.content)
        let cut = Array(whole[..<(whole.count * 3 / 4)])
        let path = try files.write(cut, to: "cut")
        let (delivered, error) = try await deliverUntilError(path)
        #expect(error?.code == .truncated)
        #expect(error?.byteOffset == cut.count)
        #expect(error?.description.contains("fetch it again") == true)
        #expect(delivered.rejected.isEmpty)
        let expected = try await deliver([try files.write(Self.content, to: "plain")])
        #expect(delivered.events == Array(expected.events.prefix(delivered.events.count)))
        #expect(delivered.events.count < 20_000)
    }

    @Test(arguments: [Packing.gzip, .zstd])
    func `a damaged file says where`(packing: Packing) async throws {
        let files = try TemporaryFiles()
        var bytes = packing.pack(Self.content)
        for index in bytes.count / 2..<bytes.count / 2 + 64 { bytes[index] ^= 0xA5 }
        let path = try files.write(bytes, to: "damaged")
        let (_, error) = try await deliverUntilError(path)
        #expect(error?.code == .damaged)
        #expect(error?.path == path.string)
        #expect((error?.byteOffset ?? -1) > 0)
    }

    @Test func `a wrong checksum at the end is damage`() async throws {
        let files = try TemporaryFiles()
        var packed = gzip(Self.content)
        packed[packed.count - 8] ^= 1
        let gzipError = try await deliverUntilError(try files.write(packed, to: "a")).error
        #expect(gzipError?.code == .damaged)
        packed = zstd(Self.content)
        packed[packed.count - 1] ^= 1
        let zstdError = try await deliverUntilError(try files.write(packed, to: "b")).error
        #expect(zstdError?.code == .damaged)
    }

    @Test func `what follows a gzip member and is none is damage`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write(gzip(Self.content) + Array("garbage".utf8), to: "a")
        let (delivered, error) = try await deliverUntilError(path)
        #expect(error?.code == .damaged)
        #expect(delivered.events.count == 20_000)
    }

    @Test func `an error is final`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write(Array(gzip(Self.content).prefix(1000)), to: "cut")
        let source = try RecordedEventSource(files: [path], schema: EventSchema())
        var batch = InputBatch()
        await #expect(throws: RecordingError.self) { while try await source.fill(&batch) {} }
        await #expect(throws: RecordingError.self) { try await source.fill(&batch) }
        #expect(batch.recordCount == 0)
    }

    private func deliverUntilError(
        _ path: FilePath
    ) async throws -> (delivered: Delivered, error: RecordingError?) {
        let source = try RecordedEventSource(files: [path], schema: EventSchema())
        var delivered = Delivered()
        var batch = InputBatch()
        do {
            while try await source.fill(&batch) { delivered.add(batch) }
        } catch let error as RecordingError {
            return (delivered, error)
        }
        return (delivered, nil)
    }
}
