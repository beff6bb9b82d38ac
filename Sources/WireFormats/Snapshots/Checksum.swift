internal import CXXHash

/// XXH3, 64 bits, over bytes that come piece by piece: against damage, not against an attacker.
///
/// Not thread-safe.
final class Checksum {
    private let state: OpaquePointer

    init() {
        guard let state = XXH3_createState() else {
            preconditionFailure("no memory for a checksum")
        }
        self.state = state
        XXH3_64bits_reset(state)
    }

    deinit {
        XXH3_freeState(state)
    }

    func reset() {
        XXH3_64bits_reset(state)
    }

    func add(_ bytes: UnsafeRawBufferPointer) {
        XXH3_64bits_update(state, bytes.baseAddress, bytes.count)
    }

    var value: UInt64 { XXH3_64bits_digest(state) }

    /// Of bytes that are there at once.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        XXH3_64bits(bytes.baseAddress, bytes.count)
    }

    static func of(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { of($0) }
    }
}

/// Tells records apart: XXH3 of key and payload, and of whether each is there.
package func recordFingerprint(
    key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?
) -> UInt64 {
    let checksum = Checksum()
    for part in [key, payload] {
        withUnsafeBytes(of: Int64(part?.count ?? -1).littleEndian) { checksum.add($0) }
        if let part { checksum.add(part) }
    }
    return checksum.value
}
