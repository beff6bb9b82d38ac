internal import FoundationEssentials
internal import Glibc

/// Text for a person, to one of the standard streams.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Glibc.write(rawValue, start, rest.count)
                if count <= 0 { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

func writeLine(_ line: String) {
    StandardStream.output.write(line + "\n")
}

func writeError(_ line: String) {
    StandardStream.error.write(line + "\n")
}

/// Milliseconds since 1970, by this machine's clock.
func wallClockMilliseconds() -> Int64 {
    Int64(Date.now.timeIntervalSince1970 * 1_000)
}
