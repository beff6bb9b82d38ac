import CZstd
import CovisitCore
import Storage
import SystemPackage
import Testing
import WireFormats

/// Files with checksums that hold and contents that lie: a clean error, and memory in bounds.
struct HostileSnapshotTests {
    private static let good = SmallState.newer.fileBytes
    private static let blockMax = 16 << 20
    private static let tableEntryByteCount = 32
    /// The section that lies.
    private static let index = 7

    private struct Place {
        var offset: UInt64
        var stored: UInt64
        var raw: UInt64
    }

    /// A snapshot that stores other bytes as one section, all checksums right.
    private func file(
        section: [UInt8], raw: Int, edit: (inout [Place]) -> Void = { _ in }
    ) throws -> [UInt8] {
        let good = Self.good
        let prefixCount = prefixByteCount(of: good)
        let prefix = try good.withUnsafeBytes {
            try SnapshotPrefix(.init(rebasing: $0[..<prefixCount]), fileByteCount: good.count)
        }
        var bytes = Array(good[..<prefixCount])
        var places: [Place] = []
        var checksums: [UInt64] = []
        for (index, place) in prefix.sections.enumerated() {
            let isOther = index == Self.index
            let stored =
                isOther
                ? section : Array(good[place.offset..<place.offset + place.storedByteCount])
            places.append(
                Place(
                    offset: UInt64(bytes.count), stored: UInt64(stored.count),
                    raw: UInt64(isOther ? raw : place.rawByteCount)))
            checksums.append(xxh3(stored))
            bytes += stored
        }
        edit(&places)
        var offset = prefixCount - 8 - places.count * Self.tableEntryByteCount
        for (place, checksum) in zip(places, checksums) {
            for number in [place.offset, place.stored, place.raw, checksum] {
                store(number, at: offset, in: &bytes)
                offset += 8
            }
        }
        sealPrefix(&bytes)
        return bytes
    }

    private func block(raw: Int, stored: Int? = nil, _ frame: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 8)
        store(UInt32(truncatingIfNeeded: raw), at: 0, in: &bytes)
        store(UInt32(truncatingIfNeeded: stored ?? frame.count), at: 4, in: &bytes)
        return bytes + frame
    }

    /// Reads the section that lies; how many bytes were handed out, and the error.
    private func readOther(_ bytes: [UInt8]) throws -> (byteCount: Int, error: SnapshotError?) {
        let directory = try MemoryDisk(files: [snapshotPath(1): bytes]).directory()
        let generation = try #require(try directory.generations().first)
        let section = try #require(StateSection(index: Self.index))
        var byteCount = 0
        do {
            let file = try generation.open(in: directory)
            try file.read(section, by: SectionDecoder()) { byteCount += $0.count }
            return (byteCount, nil)
        } catch let error as SnapshotError {
            return (byteCount, error)
        }
    }

    @Test func `a file made by the tests' own means is good`() throws {
        let content = [UInt8](repeating: 7, count: 1000)
        let bytes = try file(section: block(raw: 1000, zstd(content)), raw: 1000)
        #expect(try readOther(bytes) == (1000, nil))
    }

    @Test(arguments: [64 << 20, Int(UInt32.max), (16 << 20) + 1])
    func `a block that claims to unpack to more than the limit is refused`(raw: Int) throws {
        let bomb = zstd([UInt8](repeating: 0, count: 64 << 20))
        #expect(bomb.count < 8192)
        let (byteCount, error) = try readOther(try file(section: block(raw: raw, bomb), raw: raw))
        #expect(error == SnapshotError(.damaged, "sessions 5: a block has an impossible size"))
        #expect(byteCount == 0)
    }

    @Test func `a frame that unpacks to more or less than its block says is refused`() throws {
        let bomb = zstd([UInt8](repeating: 0, count: 64 << 20))
        let small = zstd([UInt8](repeating: 0, count: 10))
        for (raw, frame) in [(Self.blockMax, bomb), (5, bomb), (0, bomb), (2 << 20, small)] {
            let (byteCount, error) = try readOther(
                try file(section: block(raw: raw, frame), raw: raw))
            #expect(error?.cause == "sessions 5: a block does not unpack to its size")
            #expect(byteCount == 0)
        }
    }

    @Test func `a section hands out no more than the table says`() throws {
        let full = block(raw: Self.blockMax, zstd(.init(repeating: 0, count: Self.blockMax)))
        let section = Array(repeating: full, count: 64).flatMap { $0 }
        for raw in [0, 1, Self.blockMax, Self.blockMax * 3 + 1] {
            let (byteCount, error) = try readOther(try file(section: section, raw: raw))
            #expect(error?.cause == "sessions 5: it does not unpack to its size")
            #expect(byteCount <= raw)
        }
    }

    /// A gibibyte out of some 40 KiB.
    @Test func `of a bomb whose every number holds the engine takes one block`() async throws {
        let full = block(raw: Self.blockMax, zstd(.init(repeating: 0, count: Self.blockMax)))
        let section = Array(repeating: full, count: 64).flatMap { $0 }
        let bomb = try file(section: section, raw: Self.blockMax * 64)
        let recovery = try await recover(
            MemoryDisk(files: [
                snapshotPath(1): SmallState.older.fileBytes, snapshotPath(2): bomb,
            ]))
        #expect(recovery.holds(.older) && recovery.damaged == [2])
        #expect(recovery.causes[0].contains("sessions 5"))
    }

    @Test func `a frame with something behind it is refused`() throws {
        let frame = zstd([1, 2, 3])
        for tail in [frame, [0]] {
            let bytes = try file(section: block(raw: 3, frame + tail), raw: 3)
            #expect(try readOther(bytes).error?.code == .damaged)
        }
    }

    @Test func `a block that claims to be larger than its section is refused`() throws {
        let frame = zstd([1, 2, 3])
        for stored in [frame.count + 1, Int(UInt32.max), 0] {
            let section = block(raw: 3, stored: stored, frame)
            #expect(try readOther(try file(section: section, raw: 3)).error?.code == .damaged)
        }
    }

    @Test func `a section that ends within a block is refused`() throws {
        let whole = block(raw: 3, zstd([1, 2, 3]))
        for tail in 1...8 {
            let bytes = try file(section: whole + whole.prefix(tail), raw: 3)
            #expect(try readOther(bytes).error?.code == .damaged, "\(tail)")
        }
    }

    @Test func `a section that unpacks to another size than the table says is refused`() throws {
        for raw in [0, 2, 4, 1 << 40, .max] {
            let bytes = try file(section: block(raw: 3, zstd([1, 2, 3])), raw: raw)
            let error = try readOther(bytes).error
            #expect(error?.cause == "sessions 5: it does not unpack to its size")
        }
    }

    @Test(arguments: [
        "gap", "overlap", "order", "shorter", "beyond the end", "huge", "overflowing", "huge raw",
    ])
    func `a table with sections out of place is refused`(what: String) throws {
        let bytes = try file(section: block(raw: 3, zstd([1, 2, 3])), raw: 3) { places in
            switch what {
            case "gap": places[8].offset += 1
            case "overlap": places[8].offset -= 1
            case "order": places.swapAt(8, 9)
            case "shorter": places[7].stored -= 1
            case "beyond the end": places[129].stored += 1
            case "huge": places[7].stored = .max
            case "overflowing": places[7].offset = .max
            default: places[7].raw = .max
            }
        }
        let (byteCount, error) = try readOther(bytes)
        #expect(error?.code == .damaged && byteCount == 0)
    }

    @Test func `a prefix that claims to be huge is refused unread`() throws {
        for claim in [.max, 1 << 30, UInt32(Self.good.count) + 1, 23, 0] as [UInt32] {
            var bytes = Self.good
            store(claim, at: 12, in: &bytes)
            let error = try readOther(bytes).error
            #expect(error == SnapshotError(.damaged, "its prefix has an impossible size"))
        }
    }

    /// The numbers of partitions and of settings.
    @Test func `a header that claims more than it has is refused`() throws {
        let header = SmallState.newer.header
        let partitionsOffset = 16 + 8 + 2 + header.topic.utf8.count
        let settingsOffset = partitionsOffset + 4 + header.partitions.count * 29 + 24
        for (offset, count) in [
            (partitionsOffset, header.partitions.count),
            (settingsOffset, header.configuration.count),
        ] {
            var bytes = Self.good
            #expect(bytes[offset] == UInt8(count))
            store(UInt32.max, at: offset, in: &bytes)
            sealPrefix(&bytes)
            #expect(try readOther(bytes).error?.cause == "its header makes no sense")
        }
    }
}
