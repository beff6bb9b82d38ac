import CovisitCore
import Foundation
import Storage
import SystemPackage
import Testing

@testable import Backtest

struct TruthFileTests {
    private func file(_ text: String) throws -> FilePath {
        let path = NSTemporaryDirectory() + "truth-\(UUID().uuidString).jsonl"
        try Data(text.utf8).write(to: URL(filePath: path))
        return FilePath(path)
    }

    @Test func `labels of numbers and strings are read`() throws {
        let path = try file(
            """
            {"session":1,"labels":{"clicks":2,"carts":[3,3,4],"orders":[]}}
            {"session":"s-2","labels":{"orders":["sku-1"]}}
            """)
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        var catalogue = Catalogue()
        let labels = try catalogue.readLabels(path)
        #expect(labels.count == 2)
        let first = try #require(catalogue.session(ExternalID(integer: 1), in: []))
        #expect(labels[first]?.clicks.count == 1)
        #expect(labels[first]?.carts.count == 2)
        #expect(labels[first]?.orders == [])
        let arena = Array("s-2".utf8)
        let second = try #require(
            catalogue.session(ExternalID(stringAt: 0, byteCount: 3), in: arena))
        #expect(labels[second]?.orders.count == 1)
    }

    @Test(
        arguments: [
            "{\"session\":1}", "[]", "{\"session\":1,\"labels\":{\"clicks\":[1]}}", "",
            "{\"session\":-1,\"labels\":{}}",
        ])
    func `what is no label is named by its line`(line: String) throws {
        let path = try file("{\"session\":1,\"labels\":{\"clicks\":2}}\n\(line)\n")
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        var catalogue = Catalogue()
        let error = try #require(throws: RecordingError.self) { try catalogue.readLabels(path) }
        #expect(error.code == .damaged)
        #expect("\(error)".contains("line 2"))
    }

    @Test func `prefixes are sessions of their own, a second between two clicks`() throws {
        let path = try file("{\"prefix\":[5,6,5],\"next\":7}\n{\"prefix\":[9],\"next\":5}\n")
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        #expect(try Catalogue.holdsPrefixes(path))
        var catalogue = Catalogue()
        let (feed, truth) = try catalogue.readPrefixes(path, from: 1_000_000)
        #expect(feed.eventCount == 4)
        #expect(truth.count == 2)
        #expect(catalogue.items.count == 4)
        #expect(catalogue.sessions.count == 2)
        #expect(feed.firstTimestamp > 1_000_000)
        #expect(feed.lastTimestamp == 1_000_001 + 2_000)
    }
}
