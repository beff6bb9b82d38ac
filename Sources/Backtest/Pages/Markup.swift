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
