/// Text of a page, with what is special in HTML written out.
struct Markup {
    private(set) var text = ""

    mutating func add(_ markup: String) {
        text += markup
    }

    /// `<name attributes>content</name>`, the content being text.
    mutating func add(_ name: String, _ attributes: String = "", text content: String) {
        let start = attributes.isEmpty ? name : "\(name) \(attributes)"
        text += "<\(start)>\(Self.escaped(content))</\(name)>"
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}

/// A figure with so many digits behind the point.
package func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(whole)" }
    let decimals = "\(rest)"
    return "\(sign)\(whole)." + String(repeating: "0", count: digits - decimals.count) + decimals
}
