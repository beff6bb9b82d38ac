internal import CovisitCore

/// What judged lists came to in the last so many hours of event time.
///
/// Sixty cells, of which the oldest drops out as the newest begins: a window is never longer than
/// its span, and a sixtieth shorter at most. What comes too late for it is left out.
struct QualityWindow: Sendable {
    private static let cellCount: Int64 = 60
    private static let objectiveCount = EventType.allCases.count
    private static let sumsOfCell = objectiveCount * QualityGroup.allCases.count

    static var byteCount: Int {
        Int(cellCount) * sumsOfCell * MemoryLayout<Contribution>.stride
    }

    /// In milliseconds; nil: all time, in one cell.
    let span: Int64?
    private let cellLength: Int64
    private let cellCount: Int64
    /// Number of the newest cell, counted from 1970.
    private var newest: Int64 = 0
    /// A ring of cells, by number.
    private var sums: [Contribution]

    init(span: Int64?) {
        self.span = span
        cellCount = span == nil ? 1 : Self.cellCount
        cellLength = span.map { max(1, $0 / Self.cellCount) } ?? .max
        sums = Array(repeating: .zero, count: Int(cellCount) * Self.sumsOfCell)
    }

    mutating func add(_ contribution: Contribution, of visit: SessionVisit) {
        let cell = visit.timestamp / cellLength
        if cell > newest { advance(toCell: cell) }
        if cell <= newest - cellCount { return }
        let first =
            Int(cell % cellCount) * Self.sumsOfCell
            + Int(visit.type.rawValue) * QualityGroup.allCases.count
        sums[first + QualityGroup.all.rawValue] += contribution
        if visit.isSeen { sums[first + QualityGroup.seen.rawValue] += contribution }
        if QualityGroup.newcomerLengths.contains(visit.tailCount) {
            sums[first + QualityGroup.newcomers.rawValue] += contribution
        }
    }

    mutating func advance(to watermark: Int64) {
        let cell = watermark / cellLength
        if cell > newest { advance(toCell: cell) }
    }

    func sum(_ objective: EventType, _ group: QualityGroup) -> Contribution {
        let place = Int(objective.rawValue) * QualityGroup.allCases.count + group.rawValue
        return stride(from: place, to: sums.count, by: Self.sumsOfCell)
            .reduce(.zero) { $0 + sums[$1] }
    }

    private mutating func advance(toCell cell: Int64) {
        for begun in max(newest + 1, cell - cellCount + 1)...cell {
            let first = Int(begun % cellCount) * Self.sumsOfCell
            for place in first..<(first + Self.sumsOfCell) { sums[place] = .zero }
        }
        newest = cell
    }
}

/// The judged lists that are counted apart.
enum QualityGroup: Int, CaseIterable {
    case all
    /// What came true was in the session already.
    case seen
    /// The session had hardly begun.
    case newcomers

    /// Events of a session that had hardly begun, when its list was made.
    static let newcomerLengths: ClosedRange<UInt8> = 1...2
}
