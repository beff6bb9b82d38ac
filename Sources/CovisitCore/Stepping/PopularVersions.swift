/// The top items of each type as they change in the course of a step.
///
/// Lists are as of the last event of their session, wherever the batch ends; so a step keeps
/// every version of the popular items that it has seen.
struct PopularVersions: Sendable {
    /// The versions that stand now, by type.
    private(set) var current = PerEventType<UInt32>(clicks: 0, carts: 0, orders: 0)
    private var items: [UInt32] = []
    private var ranges: [Range<Int>] = []

    init(_ top: [[UInt32]]) {
        for type in EventType.allCases { append(top[Int(type.rawValue)], type) }
    }

    mutating func append(_ top: [UInt32], _ type: EventType) {
        let version = UInt32(ranges.count)
        ranges.append(items.count..<(items.count + top.count))
        items.append(contentsOf: top)
        switch type {
        case .clicks: current.clicks = version
        case .carts: current.carts = version
        case .orders: current.orders = version
        }
    }

    func lists(_ versions: PerEventType<UInt32>) -> PerEventType<ArraySlice<UInt32>> {
        PerEventType(
            clicks: items[ranges[Int(versions.clicks)]],
            carts: items[ranges[Int(versions.carts)]],
            orders: items[ranges[Int(versions.orders)]])
    }
}
