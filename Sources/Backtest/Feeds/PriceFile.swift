internal import CovisitCore
internal import FoundationEssentials
package import Storage
package import SystemPackage

extension Catalogue {
    private struct PriceLine: Decodable {
        var aid: WrittenID
        var price: Double
    }

    /// Reads `{"aid":1,"price":2.5}` a line, in any one currency; the last line of an item holds.
    ///
    /// - Returns: prices by item number; 0 where unknown. Items of no feed are left out.
    package func readPrices(_ path: FilePath) throws(RecordingError) -> [Double] {
        var prices = [Double](repeating: 0, count: items.bound)
        let lines = try PackedLines(path)
        while let (number, bytes) = try lines.next() {
            var arena: [UInt8] = []
            guard let line = try? JSONDecoder().decode(PriceLine.self, from: Data(bytes)),
                line.price >= 0, let id = line.aid.id(in: &arena)
            else {
                throw lines.damage(
                    "line \(number) is no price, such as {\"aid\":1,\"price\":2.5}")
            }
            if let item = item(id, in: arena) { prices[Int(item)] = line.price }
        }
        return prices
    }
}
