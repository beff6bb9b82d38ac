/// What happened in a simulation, in order: a hash of it, and the lines where they are wanted.
package struct SimulationTrace: Sendable {
    /// Equal for two runs of a seed, or the simulation is not deterministic.
    package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    package private(set) var lines: [String] = []
    private let keepsLines: Bool

    package init(keepsLines: Bool) {
        self.keepsLines = keepsLines
    }

    mutating func add(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        hash = (hash ^ 10) &* 0x100_0000_01b3
        if keepsLines { lines.append(line) }
    }
}
