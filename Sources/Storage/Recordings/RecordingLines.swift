internal import Glibc

/// Splits a stream into lines, in a buffer that grows with the longest line up to a cap.
final class RecordingLines {
    /// A line without its line feed. Its bytes are valid until the next call.
    struct Line {
        let bytes: UnsafeRawBufferPointer
        /// The line is longer than the cap: `bytes` is only its beginning.
        let isTooLong: Bool
    }

    private static let initialByteCount = 512 * 1024

    private let lineByteCountMax: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// What was read and not handed out yet, and how much of it is known to hold no line feed.
    private var unread = 0..<0
    private var scannedCount = 0
    /// The rest of a line that is too long is being dropped.
    private var isSkipping = false
    private var file: RecordingFile?

    init(lineByteCountMax: Int) {
        self.lineByteCountMax = lineByteCountMax
        buffer = .allocate(
            byteCount: min(Self.initialByteCount, lineByteCountMax + 1), alignment: 64)
    }

    deinit {
        buffer.deallocate()
    }

    /// Goes on with another file; what is left of the one before is dropped.
    func begin(_ file: RecordingFile) {
        self.file = file
        unread = 0..<0
        scannedCount = 0
        isSkipping = false
    }

    /// The next line of the file, or nil at its end. A last line needs no line feed.
    func next() throws(RecordingError) -> Line? {
        while true {
            if let line = takeLine() {
                if !isSkipping { return line }
                isSkipping = false
            } else if unread.count > lineByteCountMax {
                if let line = takeTooLong() { return line }
            } else if try !fill() {
                return takeLast()
            }
        }
    }

    private func takeLine() -> Line? {
        let start = unread.lowerBound + scannedCount
        guard let base = buffer.baseAddress,
            let feed = memchr(base + start, 0x0A, unread.upperBound - start)
        else {
            scannedCount = unread.count
            return nil
        }
        let end = UnsafeMutableRawPointer(feed) - base
        return take(unread.lowerBound..<end, droppingFeed: true)
    }

    /// Hands out the beginning of a line without end, once; the rest is only dropped.
    private func takeTooLong() -> Line? {
        let line = take(unread, droppingFeed: false)
        if isSkipping { return nil }
        isSkipping = true
        return Line(bytes: line.bytes, isTooLong: true)
    }

    private func takeLast() -> Line? {
        file = nil
        return unread.isEmpty || isSkipping ? nil : take(unread, droppingFeed: false)
    }

    private func take(_ range: Range<Int>, droppingFeed: Bool) -> Line {
        unread = range.upperBound + (droppingFeed ? 1 : 0)..<unread.upperBound
        scannedCount = 0
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[range])
        return Line(bytes: bytes, isTooLong: bytes.count > lineByteCountMax)
    }

    /// Reads on; false at the end of the file.
    private func fill() throws(RecordingError) -> Bool {
        guard let file else { return false }
        makeRoom()
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[unread.upperBound...])
        let count = try file.read(into: room)
        unread = unread.lowerBound..<unread.upperBound + count
        return count > 0
    }

    /// Moves what is unread to the front; a buffer that is full of it is doubled.
    private func makeRoom() {
        let old = buffer
        let isFull = unread.count == old.count
        if isFull {
            let byteCount = min(old.count * 2, lineByteCountMax + 1)
            buffer = .allocate(byteCount: byteCount, alignment: 64)
        }
        let isInPlace = !isFull && unread.lowerBound == 0
        if !isInPlace, let target = buffer.baseAddress, let source = old.baseAddress {
            memmove(target, source + unread.lowerBound, unread.count)
        }
        if isFull { old.deallocate() }
        unread = 0..<unread.count
    }
}
