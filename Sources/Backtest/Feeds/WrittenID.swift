internal import CovisitCore

/// An id in a file of truths: an integer, or a string.
enum WrittenID: Decodable {
    case integer(Int64)
    case string(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    /// The id, with the bytes of a string in `arena`.
    func id(in arena: inout [UInt8]) -> ExternalID? {
        switch self {
        case .integer(let integer): return integer < 0 ? nil : ExternalID(integer: integer)
        case .string(let string):
            arena = Array(string.utf8)
            guard (1...ExternalID.byteCountMax).contains(arena.count) else { return nil }
            return ExternalID(stringAt: 0, byteCount: arena.count)
        }
    }
}
