/// Calls a C function that leaves its words about an error in a buffer.
func errorText<Result>(
    _ call: (UnsafeMutablePointer<CChar>, Int) -> Result
) -> (result: Result, string: String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { preconditionFailure("512 is not 0") }
        let result = call(start, buffer.count)
        return (result, String(cString: start))
    }
}
