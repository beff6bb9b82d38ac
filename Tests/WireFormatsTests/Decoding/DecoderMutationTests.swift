import CovisitCore
import Glibc
import Testing
import WireFormats

/// Random bytes and damaged events, laid before a page that must not be read.
@Suite struct DecoderMutationTests {
    private static let seeds: [UInt64] = [1, 2, 3, 20_260_101]

    private static let originals = [
        event(), event(session: #""a\u00e9\ud83d\ude00""#, aid: #""SKU-1""#),
        event(more: #","x":[1,2.5e3,{"a":null,"b":[true,false,[]]},-0,{}],"q":"h \" \\ \n""#),
        #"{"session":1,"events":[{"aid":1,"ts":1661724000378,"type":"clicks"}]}"#,
    ].map { Array($0.utf8) }

    private static let fragments = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", #"\ud800"#, #"\udc00"#, "0", "-", "1e999",
        ".", "true", "nul", " ", "\n", "\0", "\u{FEFF}", "\"session\":3,", "99999999999999999999",
    ].map { Array($0.utf8) }

    @Test(arguments: seeds)
    func `random bytes never crash and never become an event out of range`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let page = try GuardedPage()
        let decoders = Decoders()
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...300, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            decoders.check(page.place(bytes), "seed \(seed): \(bytes)")
        }
    }

    @Test(arguments: seeds)
    func `damaged events never crash and never become an event out of range`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let page = try GuardedPage()
        let decoders = Decoders()
        for _ in 0..<50_000 {
            var bytes = Self.originals.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                Self.damage(&bytes, using: &generator)
            }
            decoders.check(page.place(bytes), "seed \(seed): \(bytes)")
        }
        // Undamaged ones are among them, so the checks have had something to look at.
        #expect(decoders.eventCount > 1000, "seed \(seed)")
    }

    private static func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let index = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0 where index < bytes.count:
            bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1 where index < bytes.count: bytes.remove(at: index)
        case 2: bytes.removeSubrange(index...)
        default:
            let fragment = fragments.randomElement(using: &generator) ?? []
            bytes.insert(contentsOf: fragment, at: index)
        }
    }
}

/// Both decoders, and what must hold of whatever they accept.
private final class Decoders {
    private let events = EventDecoder(schema: EventSchema())
    private let sessions = SessionLineDecoder(schema: EventSchema(), lineByteCountMax: 8192)
    private(set) var eventCount = 0

    func check(_ payload: UnsafeRawBufferPointer, _ comment: @autoclosure () -> String) {
        var batch = EventBatch()
        let reason = events.decode(payload, partition: 0, offset: 0, clock: .max, into: &batch)
        if (reason == nil) != (batch.count == 1) { Issue.record("\(comment())") }
        _ = sessions.decode(payload, partition: 0, firstOffset: 0, clock: .max, into: &batch)
        for event in batch.events where !isInRange(event, batch) { Issue.record("\(comment())") }
        eventCount += batch.count
    }

    private func isInRange(_ event: Event, _ batch: EventBatch) -> Bool {
        (946_684_800_000...Event.timestampMax).contains(event.timestamp)
            && isGood(event.session, batch) && isGood(event.item, batch)
    }

    private func isGood(_ id: ExternalID, _ batch: EventBatch) -> Bool {
        if id.isInteger { return id.integer >= 0 }
        let bytes = batch.arena[id.range]
        return (1...64).contains(bytes.count) && !bytes.contains { $0 < 0x20 || $0 == 0x7F }
            && String(validating: bytes, as: UTF8.self) != nil
    }
}

/// A page of memory with one behind it that faults when it is read.
private final class GuardedPage {
    struct MappingFailed: Error {}

    private static let byteCount = 4096
    private let base: UnsafeMutableRawPointer

    init() throws {
        let mapped = mmap(
            nil, 2 * Self.byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { throw MappingFailed() }
        base = mapped
        guard mprotect(base + Self.byteCount, Self.byteCount, PROT_NONE) == 0 else {
            throw MappingFailed()
        }
    }

    deinit {
        munmap(base, 2 * Self.byteCount)
    }

    func place(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let start = base + Self.byteCount - bytes.count
        UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyBytes(from: bytes)
        return UnsafeRawBufferPointer(start: start, count: bytes.count)
    }
}
