extension Duration {
    /// For librdkafka's timeouts.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000)
    }
}
