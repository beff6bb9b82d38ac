import Testing

/// The daemon from outside: its binary, kcat and a broker as processes. One test at a time.
@Suite(
    .serialized,
    .enabled(if: Installation.hasDaemon, "no covisitd beside the tests, nor COVISITD_TEST_BINARY"))
struct IntegrationTests {}

extension IntegrationTests {
    /// With a real broker on 127.0.0.1.
    @Suite(
        .serialized,
        .enabled(if: Installation.hasBroker, "COVISITD_TEST_BROKER is unset"))
    struct BrokerTests {}
}
