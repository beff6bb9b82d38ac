import Testing

@testable import CovisitCore

struct SessionRecordTests {
    @Test func `a session's record is half a cache line`() {
        #expect(MemoryLayout<SessionShard.Record>.stride == 32)
    }

    @Test func `a touch is told in 48 bits`() {
        var record = SessionShard.Record()
        for touch in [0, 1, 0xffff_ffff, 0x1_0000_0000, 0xffff_ffff_ffff] as [UInt64] {
            record.touch = touch
            #expect(record.touch == touch)
        }
    }
}
