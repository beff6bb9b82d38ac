internal import CVectors

extension Array {
    /// Asks for the cache line of an element that is soon to be read and written.
    @inline(__always)
    func prefetch(at index: Int) {
        withUnsafeBufferPointer { elements in
            if let start = elements.baseAddress { covisit_prefetch(start + index) }
        }
    }
}
