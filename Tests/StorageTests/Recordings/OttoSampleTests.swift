import CovisitCore
import Foundation
import Storage
import SystemPackage
import Testing
import WireFormats

/// Real events of OTTO; see Fixtures/ATTRIBUTION.md.
@Suite struct OttoSampleTests {
    private func sample() throws -> FilePath {
        let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
        return FilePath(try #require(url).path).appending("otto_events.jsonl.gz")
    }

    @Test func `the sample of OTTO is read completely`() async throws {
        let delivered = try await deliver([try sample()])
        #expect(delivered.rejected.isEmpty)
        #expect(delivered.events.count == 862)
        #expect(Set(delivered.events.map(\.session)).count == 20)
        #expect(Set(delivered.events.map(\.item)).count == 510)
        let types = Dictionary(grouping: delivered.events, by: \.type).mapValues(\.count)
        #expect(types == [.clicks: 800, .carts: 52, .orders: 10])
        #expect(delivered.events.first?.timestamp == 1_659_304_800_025)
        let times = delivered.events.map(\.timestamp)
        #expect(times == times.sorted())
    }

    @Test func `its sessions on a line each hold the same events`() async throws {
        let events = try await deliver([try sample()]).events
        let bySession = Dictionary(grouping: events, by: \.session)
        let order = bySession.keys.sorted()
        let lines = order.map { session in
            let list = (bySession[session] ?? []).map {
                #"{"aid":\#($0.item),"ts":\#($0.timestamp),"type":"\#($0.type)"}"#
            }
            return #"{"session":\#(session),"events":[\#(list.joined(separator: ","))]}"#
        }
        let files = try TemporaryFiles()
        let delivered = try await deliver([try files.write(lines, to: "sessions.jsonl")])
        #expect(delivered.events.count == 862)
        var expected = order.flatMap { bySession[$0] ?? [] }
        for index in expected.indices { expected[index].offset = Int64(index) }
        #expect(delivered.events == expected)
    }
}
