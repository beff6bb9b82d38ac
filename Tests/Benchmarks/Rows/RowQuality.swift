internal import CovisitCore

/// Shares of the exact top 20's weight that rows of one size capture in one recording.
struct RowQuality {
    /// The engine's rows with its default growth.
    private(set) var engine = 0.0
    /// The engine's rows, doubling whenever a bucket is full.
    private(set) var grownAtOnce = 0.0
    private(set) var wholeRow = 0.0
    private(set) var spaceSaving = 0.0
    /// `at_least` of the engine's top 20 as a share of their true weight.
    var boundTightness: Double { claimed / held }
    /// Memory of the two engines, sessions and directory included.
    private(set) var engineByteCount = 0
    private(set) var grownByteCount = 0
    private(set) var failures: [String] = []

    private var claimed = 0.0
    private var held = 0.0

    /// How far the engine may be below random admission over the whole row.
    private static let toleranceToWholeRow = 0.02
    /// Where Space-Saving loses more than this, the engine is to save at least this share of it.
    private static let noticeableLoss = 0.01
    private static let leastSaving = 0.2

    init(_ events: [Event], _ pairs: SessionPairs, neighbours: Int) throws {
        let growing = try EngineRows(
            events, pairs, neighbours: neighbours, updatesPerSlotToGrow: nil)
        let grown = try EngineRows(events, pairs, neighbours: neighbours, updatesPerSlotToGrow: 0)
        engineByteCount = growing.byteCount
        grownByteCount = grown.byteCount
        var items = 0
        for item in 0..<pairs.itemCount {
            let learned = pairs.neighbours(of: item)
            if learned.isEmpty { continue }
            let exact = ExactRow(learned)
            let share = Double(pairs.occurrences[item]) / Double(exact.topWeight)
            items += pairs.occurrences[item]

            let row = growing.neighbours(of: item, count: neighbours)
            checkBounds(row, exact)
            let captured = exact.weight(of: Self.top(row))
            engine += share * Double(captured)
            claimed += Double(row.prefix(RelatedItems.listLength).reduce(0) { $0 + $1.atLeast })
            held += Double(captured)

            let grownRow = grown.neighbours(of: item, count: neighbours)
            checkBounds(grownRow, exact)
            grownAtOnce += share * Double(exact.weight(of: Self.top(grownRow)))

            let admitted = PlainRow(.randomAdmission, capacity: neighbours, row: item, learned)
            wholeRow += share * Double(exact.weight(of: admitted.top(ids: pairs.ids)))
            let saved = PlainRow(.spaceSaving, capacity: neighbours, row: item, learned)
            spaceSaving += share * Double(exact.weight(of: saved.top(ids: pairs.ids)))
        }
        engine /= Double(items)
        grownAtOnce /= Double(items)
        wholeRow /= Double(items)
        spaceSaving /= Double(items)
        checkShares()
    }

    private static func top(_ row: [Neighbour]) -> some Sequence<UInt32> {
        row.prefix(RelatedItems.listLength).lazy.map(\.item)
    }

    private mutating func checkBounds(_ row: [Neighbour], _ exact: ExactRow) {
        for neighbour in row {
            let weight = exact.weight(of: neighbour.item)
            if Double(neighbour.atLeast) <= Double(weight) { continue }
            failures.append(
                "neighbour \(neighbour.item) claims at least \(neighbour.atLeast) of \(weight)")
        }
    }

    private mutating func checkShares() {
        if wholeRow - engine > Self.toleranceToWholeRow {
            failures.append(
                "the engine's rows capture \(decimals(engine, 4)), more than "
                    + "\(Self.toleranceToWholeRow) below the whole row's \(decimals(wholeRow, 4))")
        }
        let lost = 1 - spaceSaving
        if lost > Self.noticeableLoss, engine - spaceSaving < lost * Self.leastSaving {
            failures.append(
                "the engine's rows capture \(decimals(engine, 4)), not far above Space-Saving's "
                    + "\(decimals(spaceSaving, 4))")
        }
    }
}
