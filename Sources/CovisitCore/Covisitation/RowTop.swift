/// A neighbour and its weight, in the scale of the row's epoch.
struct RowEntry: BitwiseCopyable {
    var neighbour: UInt32
    var weight: Float
    /// Not earned: `weight - inherited` is a lower bound of the true weight.
    var inherited: Float
}

/// Replaces `top` by the `count` heaviest entries of a row, heaviest first, by id where weights
/// are equal.
func readTop(
    _ header: RowHeader, count: Int, pool: borrowing BlockPool, ids: IDTable,
    into top: inout [RowEntry]
) {
    top.removeAll(keepingCapacity: true)
    if header.isEmpty { return }
    let memory = pool.pointer(class: header.sizeClass, block: header.block)
    for index in 0..<(1 << header.sizeClass) {
        let bucket = Bucket(memory: memory + index * Bucket.byteCount)
        for slot in 0..<Bucket.slotCount where bucket.neighbours[slot] != Bucket.vacant {
            let weight = bucket.weights[slot]
            if top.count == count, weight < top[count - 1].weight { continue }
            let entry = RowEntry(
                neighbour: bucket.neighbours[slot], weight: weight,
                inherited: bucket.inherited[slot])
            place(entry, in: &top, count: count, ids: ids)
        }
    }
}

private func place(_ entry: RowEntry, in top: inout [RowEntry], count: Int, ids: IDTable) {
    var position = top.count
    while position > 0 {
        let above = top[position - 1]
        if entry.weight < above.weight { break }
        if entry.weight == above.weight, ids.isOrdered(above.neighbour, before: entry.neighbour) {
            break
        }
        position -= 1
    }
    if position == count { return }
    if top.count == count { top.removeLast() }
    top.insert(entry, at: position)
}
