import CovisitCore
import Simulation
import StreamPipeline
import Testing
import WireFormats

struct TrafficTests {
    static func visits(_ shape: TrafficShape, _ count: Int) -> [Traffic.Visit] {
        var traffic = Traffic(shape)
        return (0..<count).map { _ in traffic.next() }
    }

    /// FNV-1a over the lines of a recording.
    private func digest(_ visits: [Traffic.Visit]) -> UInt64 {
        var bytes: [UInt8] = []
        for visit in visits {
            EventEncoder.append(Event(visit, offset: 0), arena: [], to: &bytes)
            bytes.append(0x0A)
        }
        return bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// Digests of what `covisitd generate` wrote before there were days.
    @Test func `the plain shape makes the events that it has always made`() {
        #expect(digest(Self.visits(TrafficShape(), 100_000)) == 0x8293_6bf3_db88_4e40)
        var other = TrafficShape()
        other.items = 2_000
        other.seed = 7
        #expect(digest(Self.visits(other, 100_000)) == 0x9a3d_2c7f_dce7_b8b6)
    }

    @Test func `the same seed makes the same events, however many are asked for at a time`()
        async
    {
        var shape = TrafficShape.otto
        shape.events = 30_000
        shape.items = 5_000
        shape.botShare = 0.001
        let visits = Self.visits(shape, 30_000)
        for size in [1, 777, 30_000] {
            let source = GeneratedEventSource(shape, batchEventsMax: size)
            var batch = InputBatch()
            var place = 0
            var isSame = true
            var more = true
            while more {
                more = await source.fill(&batch)
                for event in batch.events.events {
                    let visit = visits[place]
                    isSame =
                        isSame && event.session.integer == visit.session
                        && event.item.integer == visit.item && event.type == visit.type
                        && event.timestamp == visit.timestamp
                    place += 1
                }
            }
            #expect(isSame && place == visits.count)
        }
        shape.seed = 2
        #expect(Self.visits(shape, 30_000) != visits)
    }

    @Test func `a digest of the shop over days, the same on every machine`() {
        #expect(digest(Self.visits(.otto, 100_000)) == 0x34f3_6fce_53b5_f3ea)
    }

    @Test func `time never goes back`() {
        var shape = TrafficShape.otto
        shape.botShare = 0.001
        let times = Self.visits(shape, 50_000).map(\.timestamp)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func `bots are as many as asked for, and click once a second`() {
        var shape = TrafficShape()
        shape.botShare = 0.01
        let sessions = Dictionary(grouping: Self.visits(shape, 300_000), by: \.session)
        let bots = sessions.values.filter { $0.count > shape.sessionLengthMax }
        // Nobody else has two clicks a second apart, but for one in sixty thousand.
        let begun = sessions.values.filter {
            $0.count > 1 && $0[1].timestamp - $0[0].timestamp == 1_000
        }
        let expected = 0.01 * Double(sessions.count)
        #expect(abs(Double(begun.count) - expected) < 4 * expected.squareRoot())
        #expect(!bots.isEmpty)
        #expect(bots.allSatisfy { $0.count <= 5_000 && $0.allSatisfy { $0.type == .clicks } })
        let sequential = bots.filter { visits in
            zip(visits, visits.dropFirst()).allSatisfy { $1.item == ($0.item + 1) % 500_000 }
        }
        #expect(!sequential.isEmpty && sequential.count < bots.count)
    }

    @Test func `visitors who return do so after days`() {
        var shape = TrafficShape()
        shape.meanGapMilliseconds = 6_000
        let without = Dictionary(grouping: Self.visits(shape, 200_000), by: \.session)
        shape.returnShare = 0.02
        let with = Dictionary(grouping: Self.visits(shape, 200_000), by: \.session)
        func longPauses(_ sessions: [Int64: [Traffic.Visit]]) -> Double {
            var (long, all) = (0, 0)
            for visits in sessions.values {
                for (one, next) in zip(visits, visits.dropFirst()) {
                    all += 1
                    if next.timestamp - one.timestamp > 86_400_000 { long += 1 }
                }
            }
            return Double(long) / Double(all)
        }
        // 0.06 e^-2 of all pauses last more than a day anyway; of the returns e^-1/3 and more, and
        // those that would come after the end are missing.
        #expect((0.007...0.009).contains(longPauses(without)))
        #expect((0.015...0.025).contains(longPauses(with)))
    }
}
