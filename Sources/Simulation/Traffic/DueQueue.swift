/// Who is due next, by time: a heap of times and indices.
struct DueQueue {
    private var heap: [(time: Int64, index: Int)] = []

    /// Whose time comes first.
    var first: (time: Int64, index: Int)? { heap.first }

    mutating func add(_ index: Int, at time: Int64) {
        heap.append((time, index))
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The first one is due again, at a later time.
    mutating func postponeFirst(to time: Int64) {
        heap[0].time = time
        siftDown()
    }

    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown()
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].time < heap[least].time {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
