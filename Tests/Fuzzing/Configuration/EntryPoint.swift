// Exists only in the fuzzer itself: several of these do not fit into one program.
#if FUZZING
    internal import Fuzzing

    /// libFuzzer makes one call at a time, from one thread.
    nonisolated(unsafe) private let fuzzer = Fuzzer { try ConfigurationFuzzing() }

    @c(LLVMFuzzerTestOneInput)
    public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        fuzzer.run(start, count)
    }
#endif
