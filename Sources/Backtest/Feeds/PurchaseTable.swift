package import CovisitCore
package import Storage
package import SystemPackage

/// A retailer's table of purchases, a line of a receipt a row, as dunnhumby's `retail_train.csv`:
/// CSV with a header, plain, gzip or zstd.
///
/// Needs the columns `user_id`, `item_id`, `day`, `trans_time` (as 1304), `week_no`, `quantity`
/// and `sales_value` (of the row), in any order among others; numbers only, without quotes. Days
/// are counted from 1, which is taken for 2000-01-01.
package struct PurchaseTable: Sendable {
    /// One order a row, of the session that is the user, in the order of the file.
    package private(set) var events = EventBatch()
    private var weeks: [Int] = []
    /// Money and pieces by item.
    private var sales: [Int64: (money: Double, pieces: Double)] = [:]

    private static let columns = [
        "user_id", "item_id", "day", "trans_time", "week_no", "quantity", "sales_value",
    ]
    private static let dayMilliseconds: Int64 = 86_400_000
    private static let firstDay: Int64 = 946_684_800_000

    /// - Throws: for a file that cannot be read, a column that is missing, a field that is no number.
    package init(_ path: FilePath) throws(RecordingError) {
        let lines = try PackedLines(path)
        guard let (_, bytes) = try lines.next() else { throw lines.damage("there is no header") }
        let header = Self.fields(bytes)
        var places: [Int] = []
        for column in Self.columns {
            guard let place = header.firstIndex(of: column) else {
                throw lines.damage(
                    "the header has no column \(column); needed are "
                        + Self.columns.joined(separator: ", "))
            }
            places.append(place)
        }
        while let (number, bytes) = try lines.next() {
            let fields = Self.fields(bytes)
            if fields.count != header.count {
                throw lines.damage(
                    "line \(number) has \(fields.count) fields, the header \(header.count)")
            }
            let values = places.map { Double(fields[$0]) }
            let complaint = zip(Self.columns, zip(places, values)).first { column, value in
                !Self.isPossible(value.1, column)
            }
            if let (column, (place, _)) = complaint {
                throw lines.damage("line \(number): \(column) is \"\(fields[place])\"")
            }
            append(values.compactMap(\.self))
        }
    }

    private static func isPossible(_ value: Double?, _ column: String) -> Bool {
        guard let value, value.isFinite, value >= 0 else { return false }
        switch column {
        case "sales_value": return true
        case "day": return value == value.rounded() && (1...1_000_000).contains(value)
        case "trans_time": return value == value.rounded() && value < 2_400
        default: return value == value.rounded() && value < 9e15
        }
    }

    private mutating func append(_ row: [Double]) {
        let item = Int64(row[1])
        let minutes = Int64(row[3]) / 100 * 60 + Int64(row[3]) % 100
        events.append(
            Event(
                session: ExternalID(integer: Int64(row[0])), item: ExternalID(integer: item),
                timestamp: Self.firstDay + (Int64(row[2]) - 1) * Self.dayMilliseconds
                    + minutes * 60_000,
                type: .orders, partition: 0, offset: 0))
        weeks.append(Int(row[4]))
        guard row[5] > 0 else { return }
        sales[item, default: (0, 0)].money += row[6]
        sales[item, default: (0, 0)].pieces += row[5]
    }

    private static func fields(_ line: [UInt8]) -> [String] {
        var line = line[...]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The purchases of the weeks before `week`, and those from then on.
    package func split(beforeWeek week: Int) -> (past: EventBatch, future: EventBatch) {
        var (past, future) = (EventBatch(), EventBatch())
        for (event, itsWeek) in zip(events.events, weeks) {
            if itsWeek < week {
                past.append(event)
            } else {
                future.append(event)
            }
        }
        return (past, future)
    }

    /// What a piece of each item of the catalogue costs, as its mean over all rows; 0 where unknown.
    package func prices(_ catalogue: Catalogue) -> [Double] {
        var prices = [Double](repeating: 0, count: catalogue.items.bound)
        for (item, sold) in sales {
            if let number = catalogue.item(ExternalID(integer: item), in: []) {
                prices[Int(number)] = sold.money / sold.pieces
            }
        }
        return prices
    }
}

extension Catalogue {
    /// What each session of these events ordered: distinct items, in the order of the events.
    package mutating func orders(of events: EventBatch) -> [UInt32: SessionLabels] {
        var truth: [UInt32: SessionLabels] = [:]
        for event in events.events where event.type == .orders {
            let session = number(ofSession: event.session, in: events.arena)
            let item = number(ofItem: event.item, in: events.arena)
            if truth[session]?.orders.contains(item) ?? false { continue }
            truth[session, default: SessionLabels()].orders.append(item)
        }
        return truth
    }
}
