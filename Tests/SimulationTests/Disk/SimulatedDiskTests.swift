import Simulation
import Storage
import SystemPackage
import Testing

struct SimulatedDiskTests {
    /// A disk after a loss of power, for each of many seeds.
    private func afterLoss(
        seeds: UInt64 = 200, _ body: (SimulatedDisk) throws -> Void
    ) rethrows -> [SimulatedDisk] {
        try (1...seeds).map { seed in
            let disk = SimulatedDisk(SimulatedMachine(seed: seed))
            try body(disk)
            disk.losePower()
            return disk
        }
    }

    private func write(_ bytes: [UInt8], to file: any WritableFile, at offset: Int = 0) throws {
        try bytes.withUnsafeBytes { try file.write($0, at: offset) }
    }

    private let payload = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 / 8 + 1) }

    @Test func `what was synced, name and bytes, always survives`() throws {
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try write(payload, to: file)
            try file.sync()
            try disk.syncDirectory("/state")
        }
        #expect(disks.allSatisfy { $0.content(of: "a") == payload })
    }

    @Test func `without a sync of the directory the name may be lost`() throws {
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try write(payload, to: file)
            try file.sync()
        }
        let survivors = disks.compactMap { $0.content(of: "a") }
        #expect((50...150).contains(survivors.count))
        #expect(survivors.allSatisfy { $0 == payload })
    }

    @Test func `without a sync bytes survive wholly, in part, or not at all`() throws {
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try disk.syncDirectory("/state")
            try write(payload, to: file)
        }
        let contents = disks.compactMap { $0.content(of: "a") }
        #expect(contents.count == 200)
        #expect(contents.contains(payload))
        #expect(contents.contains([]))
        let torn = contents.filter { $0 != payload && !$0.isEmpty }
        #expect(torn.count > 20)
        // Sector by sector the old bytes, which are zero, or the new ones.
        for content in torn {
            for start in stride(from: 0, to: content.count, by: 512) {
                let sector = content[start..<min(start + 512, content.count)]
                let isNew = sector.elementsEqual(payload[start..<(start + sector.count)])
                #expect(isNew || sector.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func `a later write may survive where an earlier one does not`() throws {
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try disk.syncDirectory("/state")
            try write([1], to: file)
            try write([2], to: file, at: 1)
        }
        #expect(disks.contains { $0.content(of: "a") == [0, 2] })
        #expect(disks.contains { $0.content(of: "a") == [1] })
    }

    @Test func `a rename is there or not, and both names never hold the file`() throws {
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try write(payload, to: file)
            try file.sync()
            try disk.syncDirectory("/state")
            try disk.rename("/state/a", to: "/state/b")
        }
        let names = disks.map { $0.entries.map(\.name) }
        #expect(names.contains(["a"]) && names.contains(["b"]))
        #expect(names.allSatisfy { $0.count == 1 })
    }

    @Test func `a failed sync loses what was written, and a later one does not say so`() throws {
        var faults = DiskFaults.none
        faults.sync = 1
        faults.sparesJournal = false
        let disks = try afterLoss { disk in
            let file = try disk.create("/state/a")
            try disk.syncDirectory("/state")
            try write([1], to: file)
            disk.begin(faults)
            #expect(throws: FileError.self) { try file.sync() }
            disk.begin(.none)
            #expect(disk.content(of: "a") == [1])
            try write([2], to: file, at: 1)
            try file.sync()
            #expect(!disk.isDurable("a"))
        }
        #expect(disks.allSatisfy { $0.content(of: "a") == [0, 2] })
    }

    @Test func `when only the process ends everything stays`() throws {
        let machine = SimulatedMachine(seed: 1)
        let disk = SimulatedDisk(machine)
        let file = try disk.create("/state/a")
        try write(payload, to: file)
        machine.begin(life: 2, crashAfter: 0)
        #expect(throws: FileError.self) { try write([9], to: file) }
        #expect(throws: FileError.self) { try disk.remove("/state/a") }
        machine.begin(life: 3, crashAfter: .max)
        #expect(disk.content(of: "a")?.count == payload.count)
    }

    @Test func `a full disk takes a part of a write, then says so`() throws {
        var faults = DiskFaults.none
        faults.full = 1
        faults.sparesJournal = false
        let lengths = try (1...50).map { seed in
            let disk = SimulatedDisk(SimulatedMachine(seed: UInt64(seed)))
            let file = try disk.create("/state/a")
            disk.begin(faults)
            #expect(throws: FileError.self) { try write(payload, to: file) }
            return disk.content(of: "a")?.count ?? -1
        }
        #expect(Set(lengths).count > 20)
    }

    @Test func `the journal is spared where that is asked for`() throws {
        var faults = DiskFaults.none
        faults.write = 1
        let disk = SimulatedDisk(SimulatedMachine(seed: 1))
        let journal = try disk.create("/state/journal-1.covijnl")
        let snapshot = try disk.create("/state/snapshot-1.covisnap.tmp")
        disk.begin(faults)
        try write([1], to: journal)
        #expect(throws: FileError.self) { try write([1], to: snapshot) }
        #expect(disk.faultCount == 1)
    }

    @Test func `one bit is flipped, on the platter and in memory`() throws {
        let disks = try afterLoss(seeds: 3) { disk in
            let file = try disk.create("/state/a")
            try write([0, 0], to: file)
            try file.sync()
            try disk.syncDirectory("/state")
            disk.flip(bit: 9, of: "a")
            #expect(disk.content(of: "a") == [0, 2])
        }
        #expect(disks.allSatisfy { $0.content(of: "a") == [0, 2] })
    }

    @Test func `a directory is locked by one process at a time`() throws {
        let disk = SimulatedDisk(SimulatedMachine(seed: 1))
        let first = try disk.lock("/state/lock")
        #expect(first != nil)
        #expect(try disk.lock("/state/lock") == nil)
        withExtendedLifetime(first) {}
    }
}
