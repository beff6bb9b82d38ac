import CovisitCore
import Foundation
import Storage
import SystemPackage
import Testing

@testable import Backtest

struct PriceFileTests {
    private func prices(_ text: String, _ catalogue: Catalogue) throws -> [Double] {
        let path = NSTemporaryDirectory() + "prices-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        return try catalogue.readPrices(FilePath(path))
    }

    private static var catalogue: Catalogue {
        var catalogue = Catalogue()
        _ = catalogue.number(ofItem: ExternalID(integer: 5), in: [])
        _ = catalogue.number(
            ofItem: ExternalID(stringAt: 0, byteCount: 1), in: Array("x".utf8))
        _ = catalogue.number(ofItem: ExternalID(integer: 6), in: [])
        return catalogue
    }

    @Test func `prices are those of the catalogue's items, the last line's`() throws {
        let text = """
            {"aid":5,"price":1}
            {"aid":"x","price":2.5}
            {"aid":5,"price":3}
            {"aid":99,"price":4}
            """
        #expect(try prices(text, Self.catalogue) == [3, 2.5, 0])
    }

    @Test(arguments: ["{\"aid\":5}", "{\"aid\":5,\"price\":-1}", "{\"aid\":-5,\"price\":1}", "x"])
    func `what is no price is named by its line`(line: String) throws {
        let error = try #require(throws: RecordingError.self) {
            try prices("{\"aid\":5,\"price\":1}\n\(line)\n", Self.catalogue)
        }
        #expect("\(error)".contains("line 2"))
    }
}
