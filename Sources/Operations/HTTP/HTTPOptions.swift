/// Where HTTP is served, to whom, and what a client may cost.
package struct HTTPOptions: Sendable {
    package var host = "127.0.0.1"
    /// 0: any free one.
    package var port = 8787
    /// What `Authorization: Bearer` must say; nil: nobody is asked.
    package var token: [UInt8]?
    /// While so many connections are open, others wait in the kernel's queue, where they cost the
    /// daemon nothing. A few more may come in at the same moment.
    package var connectionCountMax = 256
    /// Longest body of a request, in bytes.
    package var bodyByteCountMax = 65_536
    /// Most events in a body.
    package var eventCountMax = 256
    /// Requests answered in a second; others wait for their turn.
    package var requestsPerSecondMax = 500
    /// Time for a request's head to arrive.
    package var idleTimeout = Duration.seconds(5)
    /// Time from the end of its head until it is answered and the answer is taken.
    package var requestTimeout = Duration.seconds(10)
    /// Time for the engine to answer.
    package var queryTimeout = Duration.seconds(1)

    package init() {}
}
