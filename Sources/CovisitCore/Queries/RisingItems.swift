/// Finds the items whose popularity rises most, among those that are shown to it.
///
/// It follows at most `followedMax` items, and makes room by letting go of those that rise least.
/// An item's rise is exact: its popularity as it is, less what it was up to `span` ago, or when it
/// was first shown. Which items are followed is a sample; a busy item is soon among them.
package struct RisingItems: Sendable {
    /// An item that rises.
    package struct Rise: Sendable, Equatable {
        /// Its number in the engine.
        package var item: UInt32
        /// Clicks, carts and orders together, each decaying since it happened.
        package var popularity: Float
        /// By how much more that is than `seconds` ago.
        package var rise: Float
        package var seconds: Double
    }

    private struct Reading {
        var time: Duration
        var popularity: Float
    }

    package static let followedMax = 256
    package static let span = Duration.seconds(60)
    private static let spacing = Duration.seconds(5)

    /// Numbers of the items' own, since the engine gives those of items that leave to others.
    private var ids = IDTable(countMax: followedMax)
    /// By number, oldest first; the first one is at most about `span` old.
    private var readings: [[Reading]] = []

    package init() {}

    package var followedCount: Int { ids.count }

    /// Follows the items of these events, too, and reads everything anew; the items that rise,
    /// the steepest first.
    package mutating func read(
        _ engine: Engine, following events: EventBatch, at now: Duration, count: Int
    ) -> [Rise] {
        for event in events.events { follow(event.item, in: events.arena) }
        var rises: [Rise] = []
        for number in 0..<UInt32(ids.bound) where ids.contains(number: number) {
            guard let item = engine.item(ids.id(number), in: ids.arena) else {
                ids.remove(number)
                continue
            }
            let reading = Reading(time: now, popularity: engine.popularity(of: item))
            take(reading, of: number)
            let first = readings[Int(number)][0]
            let rise = reading.popularity - first.popularity
            guard rise > 0 else { continue }
            rises.append(
                Rise(
                    item: item, popularity: reading.popularity, rise: rise,
                    seconds: (now - first.time) / .seconds(1)))
        }
        rises.sort {
            $0.rise > $1.rise
                || ($0.rise == $1.rise && engine.ids.isOrdered($0.item, before: $1.item))
        }
        return Array(rises.prefix(count))
    }

    private mutating func follow(_ id: ExternalID, in arena: [UInt8]) {
        let hash = id.hash(in: arena)
        if ids.find(id, hash: hash, in: arena) != nil { return }
        if ids.count == Self.followedMax { makeRoom() }
        let number = Int(ids.insert(id, hash: hash, in: arena))
        if number == readings.count { readings.append([]) }
        readings[number] = []
    }

    /// The last reading is the newest; those before it are `spacing` apart.
    private mutating func take(_ reading: Reading, of number: UInt32) {
        var own = readings[Int(number)]
        if own.count > 1, reading.time - own[own.count - 2].time < Self.spacing {
            own.removeLast()
        }
        own.append(reading)
        while own.count > 1, reading.time - own[0].time > Self.span { own.removeFirst() }
        readings[Int(number)] = own
    }

    private mutating func makeRoom() {
        let byRise = (0..<UInt32(ids.bound)).filter { ids.contains(number: $0) }
            .sorted { rise(of: $0) < rise(of: $1) }
        for number in byRise.prefix(Self.followedMax / 2) { ids.remove(number) }
    }

    private func rise(of number: UInt32) -> Float {
        let own = readings[Int(number)]
        guard let first = own.first, let last = own.last else { return 0 }
        return last.popularity - first.popularity
    }
}

extension Engine {
    /// Clicks, carts and orders together, as of the watermark.
    fileprivate func popularity(of item: UInt32) -> Float {
        EventType.allCases.reduce(0) { $0 + popularity(of: item, $1) }
    }
}
