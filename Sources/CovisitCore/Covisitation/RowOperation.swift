/// What an item shard does in phase 2, in the order of the events: learn a pair, or read a row.
struct RowOperation: BitwiseCopyable, Sendable {
    var row: UInt32
    /// The neighbour of a pair, or where on the `ReadBoard` a read goes.
    var neighbour: UInt32
    /// The pair's weight in the scale of `epoch`; of a read, what weights are multiplied by.
    var weight: Float
    var epoch: UInt32
    var matrix: UInt8
    var isRead: Bool

    init(_ delta: PairDelta, growth: WeightGrowth) {
        row = delta.row
        neighbour = delta.neighbour
        weight = Float(Double(delta.weight) * growth.factor)
        epoch = growth.epoch
        matrix = delta.matrix
        isRead = false
    }

    /// Weights are read in the scale of `epoch`, and then multiplied by `scale`.
    init(_ read: RowRead, at place: UInt32, epoch: UInt32 = 0, scale: Float = 1) {
        row = read.row
        neighbour = place
        weight = scale
        self.epoch = epoch
        matrix = read.matrix
        isRead = true
    }
}

/// What forward decay multiplies weights of a moment by; worked out once for the pairs of an
/// event, which mostly share their time.
struct WeightGrowth {
    private var timestamp: Int64 = -1
    private(set) var epoch: UInt32 = 0
    private(set) var factor = 1.0

    @inline(__always)
    mutating func move(to timestamp: Int64, _ decay: ForwardDecay) {
        if timestamp == self.timestamp { return }
        self.timestamp = timestamp
        epoch = decay.epoch(of: timestamp)
        factor = decay.growth(at: timestamp, epoch: epoch)
    }
}
