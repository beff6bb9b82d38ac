import CovisitCore
import Storage
import SystemPackage
import Testing
import WireFormats

/// Whatever becomes of the newest snapshot's bytes, it is noticed, and the one before is used.
struct SnapshotDamageTests {
    private static let older = SmallState.older.fileBytes
    private static let newer = SmallState.newer.fileBytes

    private func disk(newest bytes: [UInt8]) -> MemoryDisk {
        MemoryDisk(files: [snapshotPath(1): Self.older, snapshotPath(2): bytes])
    }

    /// Whether the newest generation with these bytes is passed over for the one before.
    private func isPassedOver(_ bytes: [UInt8]) async throws -> Bool {
        let recovery = try await recover(disk(newest: bytes))
        return recovery.holds(.older) && recovery.damaged == [2]
    }

    @Test(arguments: [1, 3])
    func `the bytes as they were written are not found fault with`(workers: Int) async throws {
        let recovery = try await recover(disk(newest: Self.newer), workers: workers)
        #expect(recovery.holds(.newer) && recovery.damaged.isEmpty)
        try read(Self.newer)
    }

    /// Prefix, table, block headers, frames; in eight parts that run side by side.
    @Test(arguments: 0..<8)
    func `every flipped bit is found out`(of byte: Int) throws {
        let decoder = SectionDecoder()
        var undetected: [Int] = []
        for bit in stride(from: byte, to: Self.newer.count * 8, by: 8) {
            var bytes = Self.newer
            bytes[bit / 8] ^= 1 << (bit % 8)
            if (try? read(bytes, by: decoder)) != nil { undetected.append(bit) }
        }
        #expect(undetected == [])
    }

    /// Every ninth of the whole file, so that each bit of a byte has its turn: more than 10,000.
    @Test(arguments: 0..<4)
    func `after any flipped bit the generation before is used`(part: Int) async throws {
        var wrong: [Int] = []
        let bits = stride(from: part * 9, to: Self.newer.count * 8, by: 36)
        #expect(Self.newer.count * 8 / 9 >= 10_000)
        for bit in bits {
            var bytes = Self.newer
            bytes[bit / 8] ^= 1 << (bit % 8)
            if try await !isPassedOver(bytes) { wrong.append(bit) }
        }
        #expect(wrong == [])
    }

    @Test func `every length but the right one is found out`() async throws {
        var undetected: [Int] = []
        for byteCount in 0..<Self.newer.count
        where (try? read(Array(Self.newer[..<byteCount]))) != nil {
            undetected.append(byteCount)
        }
        #expect(undetected == [])
        for bytes in [[], Self.newer + [0], Self.newer + Self.newer] {
            #expect(try await isPassedOver(bytes))
        }
    }

    /// The worst disk there is: the name is there, but a write was not carried out to its end,
    /// and none behind it was; or with room for the rest, which was never filled.
    @Test(arguments: [false, true])
    func `a file torn at any write, at any sector, is passed over`(isFilled: Bool) async throws {
        let disk = MemoryDisk()
        #expect(await (try disk.store()).write(.newer)?.isDurable == true)
        let writes = disk.writes
        #expect(writes.count == SmallState.newer.chunks.count + 2)
        var file: [UInt8] = []
        for (index, write) in writes.enumerated() {
            for byteCount in tearing(write) {
                var bytes = file
                put(write.bytes.prefix(byteCount), at: write.offset, into: &bytes)
                let rest = Array(repeating: UInt8(0), count: write.bytes.count - byteCount)
                if isFilled { put(rest[...], at: write.offset + byteCount, into: &bytes) }
                let isPassedOver = try await isPassedOver(bytes)
                #expect(isPassedOver, "write \(index), \(byteCount) bytes")
            }
            put(write.bytes[...], at: write.offset, into: &file)
        }
        #expect(try await recover(self.disk(newest: file)).holds(.newer))
    }

    /// Nothing of it, all but a byte, and up to every sector's beginning.
    private func tearing(_ write: MemoryDisk.Write) -> [Int] {
        let sectors = stride(from: 0, to: write.offset + write.bytes.count, by: 512)
            .map { $0 - write.offset }
        return Set(sectors.filter { $0 > 0 } + [0, write.bytes.count - 1]).sorted()
    }

    @Test func `sectors that come from another file are found out`() throws {
        let other = SmallState.later.fileBytes
        var replacedCount = 0
        for offset in stride(from: 0, to: min(other.count, Self.newer.count) - 512, by: 512)
        where Self.newer[offset..<offset + 512] != other[offset..<offset + 512] {
            var bytes = Self.newer
            bytes.replaceSubrange(offset..<offset + 512, with: other[offset..<offset + 512])
            #expect((try? read(bytes)) == nil, "sector at \(offset)")
            replacedCount += 1
        }
        #expect(replacedCount > 10)
    }

    @Test func `a file that cannot be read is passed over, and says why`() async throws {
        let readCount = 2 + StateSection.count
        for index in 0..<readCount {
            let disk = disk(newest: Self.newer)
            let directory = try disk.directory()
            disk.setFault(nil)
            _ = try await directory.recover(SmallState.configuration, workers: 1)
            let reads = disk.operations.indices.filter { disk.operations[$0] == .read }
            #expect(reads.count >= readCount)
            disk.setFault(.init(operation: reads[index], error: .ioError))
            var causes: [String] = []
            let state = try await directory.recover(SmallState.configuration, workers: 1) {
                if case .generationDamaged(_, let cause) = $0 { causes.append(cause) }
            }
            #expect(state.engine.digest() == SmallState.older.digest)
            #expect(causes.count == 1 && causes[0].contains("Input/output error; check the disk"))
        }
    }

    /// It may be there the next time; going back would be for nothing.
    @Test(arguments: [Errno.permissionDenied, .ioError, .tooManyOpenFiles])
    func `a file that cannot be opened stops the start`(error: Errno) async throws {
        let disk = disk(newest: Self.newer)
        let directory = try disk.directory()
        // The first lists.
        disk.setFault(.init(operation: 1, error: error))
        let thrown = await #expect(throws: FileError.self) {
            _ = try await directory.recover(SmallState.configuration, workers: 1)
        }
        #expect(thrown?.operation == "open")
        #expect(disk.names == [snapshotPath(1), snapshotPath(2)])
    }
}
