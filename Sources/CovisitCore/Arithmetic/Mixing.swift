/// Mixes 64 bits so that every input bit moves every output bit: the finaliser of SplitMix64
/// (Steele, Lea, Flood, OOPSLA 2014, with Stafford's variant 13 constants). A bijection.
@inline(__always)
package func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
}

/// Mixes a short string, eight bytes at a time.
func mix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = mix(UInt64(bytes.count) ^ 0x5bd1_e995_0000_0000)
    var offset = 0
    while offset + 8 <= bytes.count {
        hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
    }
    var rest: UInt64 = 0
    for index in offset..<bytes.count {
        rest = rest << 8 | UInt64(bytes[index])
    }
    return mix(hash ^ rest)
}

extension ExternalID {
    /// A hash that is the same in every process: shards and digests rest on it.
    package func hash(in arena: [UInt8]) -> UInt64 {
        if isInteger { return mix(bits) }
        return arena.withUnsafeBytes { mix(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
