internal import Glibc

/// What is fuzzed: takes any bytes, and must neither crash, nor hang, nor break an invariant.
///
/// One call at a time; what a call leaves behind must not change the next one's outcome.
package protocol FuzzTarget {
    func run(_ bytes: UnsafeRawBufferPointer) throws
}

/// Hands libFuzzer's inputs to a target, and ends the process where an invariant breaks, so that
/// libFuzzer keeps the input.
package struct Fuzzer<Target: FuzzTarget> {
    private let target: Target

    package init(_ make: () throws -> Target) {
        do {
            target = try make()
        } catch {
            Self.end("no fuzzer: \(error)")
        }
    }

    /// Answers what `LLVMFuzzerTestOneInput` has to answer.
    package func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        do {
            try target.run(UnsafeRawBufferPointer(start: start, count: count))
            return 0
        } catch {
            Self.end("broken: \(error)")
        }
    }

    private static func end(_ message: String) -> Never {
        let line = message + "\n"
        write(STDERR_FILENO, line, line.utf8.count)
        abort()
    }
}
