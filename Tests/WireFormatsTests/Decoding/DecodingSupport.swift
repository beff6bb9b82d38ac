import CovisitCore
import WireFormats

/// What one payload became under a schema: an event with its batch, or a reason.
struct Decoded {
    var batch = EventBatch()
    var reason: RejectReason?

    var event: Event? { batch.events.first }

    func text(_ id: ExternalID?) -> String? {
        guard let id, !id.isInteger else { return nil }
        return String(decoding: batch.arena[id.range], as: UTF8.self)
    }
}

func decode(
    _ payload: [UInt8]?, schema: EventSchema = EventSchema(), clock: Int64 = .max
) -> Decoded {
    let decoder = EventDecoder(schema: schema)
    var decoded = Decoded()
    if let payload {
        decoded.reason = payload.withUnsafeBytes {
            decoder.decode($0, partition: 3, offset: 42, clock: clock, into: &decoded.batch)
        }
    } else {
        decoded.reason = decoder.decode(
            nil, partition: 3, offset: 42, clock: clock, into: &decoded.batch)
    }
    return decoded
}

func decode(
    _ payload: String, schema: EventSchema = EventSchema(), clock: Int64 = .max
) -> Decoded {
    decode(Array(payload.utf8), schema: schema, clock: clock)
}

/// A good event with single fields respelt, as JSON.
func event(
    session: String = "1", aid: String = "2", ts: String = "1661724000378",
    type: String = #""clicks""#, more: String = ""
) -> String {
    #"{"session":\#(session),"aid":\#(aid),"ts":\#(ts),"type":\#(type)\#(more)}"#
}

/// SplitMix64: the same numbers from the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
