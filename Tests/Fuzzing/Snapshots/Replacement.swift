internal import CovisitCore

/// Bytes that stand in for those of a section.
///
/// In an input: a byte for the section, two for the count of the bytes that follow, with the place
/// of a cut between two chunks in the upper four bits. These are the section's whole bytes, or,
/// where the first byte is beyond the sections, changes to those of the base: two bytes for the
/// place, one for what is done there, and up to seven bytes to do it with.
struct Replacement {
    let section: StateSection
    let chunks: [[UInt8]]

    private static let countMax = 8

    static func all(in bytes: UnsafeRawBufferPointer, base: SectionBytes) -> [Replacement] {
        var replacements: [Replacement] = []
        var rest = bytes[...]
        while rest.count >= 3, replacements.count < countMax {
            let head = Array(rest.prefix(3))
            let byteCount = Int(head[1]) | Int(head[2] & 0x0F) << 8
            let content = Array(rest.dropFirst(3).prefix(byteCount))
            rest = rest.dropFirst(3 + byteCount)
            let isWhole = Int(head[0]) < StateSection.count
            let index = isWhole ? Int(head[0]) : Int(head[0]) - StateSection.count
            guard let section = StateSection(index: index) else { continue }
            let new = isWhole ? content : patched(base.sections[index], by: content)
            let cut = new.count * Int(head[2] >> 4) / 16
            let chunks = [Array(new[..<cut]), Array(new[cut...])].filter { !$0.isEmpty }
            replacements.append(Replacement(section: section, chunks: chunks))
        }
        return replacements.sorted { $0.section.index < $1.section.index }
    }

    static func patched(_ original: [UInt8], by changes: [UInt8]) -> [UInt8] {
        var bytes = original
        var rest = changes[...]
        while rest.count >= 3 {
            let head = Array(rest.prefix(3))
            let place = (Int(head[0]) | Int(head[1]) << 8) % (bytes.count + 1)
            let count = Int(head[2] >> 2 & 7)
            let operands = rest.dropFirst(3).prefix(count)
            let end = min(place + count, bytes.count)
            rest = rest.dropFirst(3 + count)
            switch head[2] & 3 {
            case 0: bytes.replaceSubrange(place..<end, with: operands.prefix(end - place))
            case 1: bytes.insert(contentsOf: operands, at: place)
            case 2: bytes.removeSubrange(place..<end)
            default: for (at, operand) in zip(place..<end, operands) { bytes[at] &+= operand }
            }
        }
        return bytes
    }

    func restore(with restoration: EngineRestoration) throws(StateDamage) {
        for chunk in chunks {
            try chunk.withUnsafeBufferPointer { bytes throws(StateDamage) in
                try restoration.restore(UnsafeRawBufferPointer(bytes), of: section)
            }
        }
    }
}
