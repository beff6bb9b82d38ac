import CovisitCore
import WireFormats

extension SimulatedLog {
    /// How far the default schema lets an event be ahead of the clock.
    package static let futureTolerance: Int64 = 300_000

    /// The topic of a seed.
    package init(_ shape: LogShape, seed: UInt64) {
        partitions = Array(repeating: [], count: shape.partitions)
        arrivalTimes = []
        names = shape.names
        var random = SeededGenerator(seed: seed, stream: 77)
        var next = (0..<shape.partitions).map { _ in Int64(random.happens(0.3) ? 1_000 : 0) }
        for (visit, time) in Self.visits(shape, &random) {
            let partition =
                shape.sessionsStay
                ? Int(visit.session) % shape.partitions : random.below(shape.partitions)
            if random.happens(shape.gapShare) { next[partition] += Int64(random.from(1...9)) }
            let isWrong = random.happens(shape.wrongShare)
            let payload = isWrong ? Self.wrongPayload(&random) : Self.payload(visit, names)
            let key = random.happens(0.02) ? nil : names.sessionKey(visit.session)
            partitions[partition].append(
                LogRecord(
                    offset: next[partition], key: key, payload: payload,
                    visit: isWrong ? nil : visit, arrival: arrivalTimes.count))
            next[partition] += 1
            arrivalTimes.append(time)
        }
    }

    /// What visitors do, some of it early, late or twice; beside it the shop's time.
    private static func visits(
        _ shape: LogShape, _ random: inout SeededGenerator
    ) -> [(Traffic.Visit, Int64)] {
        var traffic = Traffic(shape.traffic)
        var visits: [(Traffic.Visit, Int64)] = []
        var time: Int64 = 0
        while visits.count < shape.traffic.events {
            var visit = traffic.next()
            time = max(time, visit.timestamp)
            if random.happens(shape.earlyShare) {
                visit.timestamp += Int64(random.below(2 * Int(futureTolerance)))
            }
            let late = random.happens(shape.lateShare) ? random.from(0...5) : 0
            visits.insert((visit, time), at: max(0, visits.count - late))
            if random.happens(shape.twiceShare) { visits.append((visit, time)) }
        }
        for index in visits.indices.dropFirst() {
            visits[index].1 = max(visits[index].1, visits[index - 1].1)
        }
        return visits
    }

    private static func payload(_ visit: Traffic.Visit, _ names: SimulatedNames) -> [UInt8] {
        var batch = EventBatch()
        names.append(visit, partition: 0, offset: 0, to: &batch)
        var bytes: [UInt8] = []
        for event in batch.events { EventEncoder.append(event, arena: batch.arena, to: &bytes) }
        return bytes
    }

    /// nil is a tombstone.
    private static func wrongPayload(_ random: inout SeededGenerator) -> [UInt8]? {
        let payloads: [String?] = [
            nil, "", "{", "null", #"{"session":1,"aid":2}"#,
            #"{"session":1,"aid":2,"ts":1659304800,"type":"clicks"}"#,
            #"{"session":1,"aid":2,"ts":1659304800000,"type":"views"}"#,
            #"{"session":1,"aid":2,"ts":253402300800000,"type":"clicks"}"#,
        ]
        return random.one(of: payloads).map { Array($0.utf8) }
    }
}
