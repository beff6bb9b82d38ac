internal import Glibc

/// Columns of text, the first to the left and the others to the right.
struct Table {
    private var rows: [[String]]

    init(_ titles: String...) {
        rows = [titles]
    }

    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    var text: String {
        var widths = [Int](repeating: 0, count: rows.map(\.count).max() ?? 0)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

/// A number with so many decimals.
func decimals(_ value: Double, _ count: Int) -> String {
    if !value.isFinite { return "-" }
    let scale = pow(10, Double(count))
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if count == 0 { return sign + String(scaled) }
    let digits = String(scaled % Int(scale))
    let zeros = String(repeating: "0", count: count - digits.count)
    return "\(sign)\(scaled / Int(scale)).\(zeros)\(digits)"
}

func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
