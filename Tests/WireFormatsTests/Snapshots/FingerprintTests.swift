import Testing
import WireFormats

struct FingerprintTests {
    private func fingerprint(_ key: [UInt8]?, _ payload: [UInt8]?) -> UInt64 {
        (key ?? []).withUnsafeBytes { keyBytes in
            (payload ?? []).withUnsafeBytes { payloadBytes in
                recordFingerprint(
                    key: key == nil ? nil : keyBytes, payload: payload == nil ? nil : payloadBytes)
            }
        }
    }

    @Test func `records that differ in anything have another fingerprint`() {
        let parts: [[UInt8]?] = [
            nil, [], [0], [1], [1, 2], [2, 1], Array(repeating: 7, count: 500),
        ]
        let all = parts.flatMap { key in parts.map { fingerprint(key, $0) } }
        #expect(Set(all).count == parts.count * parts.count)
    }

    /// It is in snapshots: the same record must have it in every release.
    @Test func `a record keeps its fingerprint`() {
        let payload = Array("{}".utf8)
        let key = Array("session-1".utf8)
        let none = littleEndian(Int64(-1))
        #expect(
            fingerprint(key, payload)
                == xxh3(littleEndian(Int64(9)) + key + littleEndian(Int64(2)) + payload))
        #expect(fingerprint(nil, payload) == xxh3(none + littleEndian(Int64(2)) + payload))
        #expect(fingerprint([], nil) == xxh3(littleEndian(Int64(0)) + none))
        #expect(fingerprint(nil, payload) == 17_915_500_696_274_550_843)
    }
}
