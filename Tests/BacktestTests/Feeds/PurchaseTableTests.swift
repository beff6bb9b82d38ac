import CovisitCore
import Foundation
import Storage
import SystemPackage
import Testing

@testable import Backtest

struct PurchaseTableTests {
    private static let header =
        "user_id,basket_id,day,item_id,quantity,sales_value,trans_time,week_no"

    private func table(_ rows: [String], header: String = Self.header) throws -> PurchaseTable {
        let path = FilePath(NSTemporaryDirectory() + "table-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(atPath: path.string) }
        let text = ([header] + rows).joined(separator: "\r\n") + "\r\n"
        try Data(text.utf8).write(to: URL(filePath: path.string))
        return try PurchaseTable(path)
    }

    private static let rows = [
        "7,1,2,100,2,5.00,1304,1", "7,1,2,200,1,1.50,1304,1", "8,2,3,100,1,4.00,9,1",
        "7,3,9,300,0,0.00,2359,2", "7,4,10,200,1,2.50,800,3", "7,4,10,400,1,9.00,800,3",
        "7,4,10,400,1,9.00,801,3",
    ]

    @Test func `rows are orders of their user, at the minute of the receipt`() throws {
        let events = try table(Self.rows).events.events
        #expect(events.count == 7)
        #expect(events.allSatisfy { $0.type == .orders })
        #expect(events.map(\.session.integer) == [7, 7, 8, 7, 7, 7, 7])
        #expect(events.map(\.item.integer) == [100, 200, 100, 300, 200, 400, 400])
        // 2000-01-02T13:04Z, 2000-01-03T00:09Z, 2000-01-09T23:59Z.
        #expect(events[0].timestamp == 946_818_240_000)
        #expect(events[2].timestamp == 946_858_140_000)
        #expect(events[3].timestamp == 947_462_340_000)
    }

    @Test func `weeks part the past from what came true, a distinct item once`() throws {
        let (past, future) = try table(Self.rows).split(beforeWeek: 3)
        #expect(past.count == 4)
        #expect(future.count == 3)
        var catalogue = Catalogue()
        let truth = catalogue.orders(of: future)
        let session = try #require(catalogue.session(ExternalID(integer: 7), in: []))
        let items = [Int64(200), 400].map {
            catalogue.number(ofItem: ExternalID(integer: $0), in: [])
        }
        #expect(truth.count == 1)
        #expect(truth[session]?.orders == items)
    }

    @Test func `a price is the mean of what was paid for a piece`() throws {
        let table = try table(Self.rows)
        var catalogue = Catalogue()
        catalogue.add(training: table.events)
        let prices = table.prices(catalogue)
        func price(_ item: Int64) throws -> Double {
            let number = try #require(catalogue.item(ExternalID(integer: item), in: []))
            return prices[Int(number)]
        }
        #expect(try price(100) == 3)
        #expect(try price(200) == 2)
        #expect(try price(300) == 0)
        #expect(try price(400) == 9)
    }

    @Test(
        arguments: [
            ("7,1,2,100,2,5.00,1304", "line 3 has 7 fields, the header 8"),
            ("7,1,2,\"100\",2,5.00,1304,1", "item_id is \"\"100\"\""),
            ("7,1,0,100,2,5.00,1304,1", "day is \"0\""), ("7,1,2,100,2,5,2400,1", "trans_time"),
            ("7,1,2,100,2,-1,1304,1", "sales_value is \"-1\""),
            ("7,1,2,100,2,nan,1304,1", "sales_value"), ("7.5,1,2,100,2,5,1304,1", "user_id"),
            ("", "line 3 has 1 fields"),
        ])
    func `a row that is none is named by its line and column`(row: String, hint: String) throws {
        let error = try #require(throws: RecordingError.self) {
            try table([Self.rows[0], row])
        }
        #expect(error.code == .damaged)
        #expect("\(error)".contains(hint), "\(error)")
        #expect("\(error)".contains("line 3"))
    }

    @Test func `a missing column is named, with those that are needed`() throws {
        let error = try #require(throws: RecordingError.self) {
            try table([], header: "user_id,item_id,day")
        }
        #expect("\(error)".contains("no column trans_time; needed are user_id"))
    }
}
