import Testing

@testable import KafkaTransport

struct ClientInboxTests {
    /// Its threads go on logging until it is destroyed.
    @Test func `a client that nobody has closed has its inbox still`() throws {
        var settings = KafkaSettings()
        settings.bootstrapServers = "127.0.0.1:1"
        weak var inbox: ClientInbox?
        var consumer: ConsumerClient? = try ConsumerClient(
            ClientConfiguration(.consumer, settings), batchRecordsMax: 1)
        inbox = consumer?.inbox
        let client = try #require(consumer?.client)
        consumer = nil

        #expect(inbox != nil)
        #expect(destroy(client, within: .seconds(30)))
        #expect(inbox == nil)
    }

    @Test func `what comes faster than it is taken is counted`() {
        let inbox = ClientInbox()
        let line = KafkaNotice.clientLogged(severity: 7, facility: "FETCH", message: "again")
        for _ in 0..<600 { inbox.post(line) }

        let taken = inbox.takeNotices()
        #expect(taken == Array(repeating: line, count: 512) + [.noticesSkipped(88)])
        #expect(inbox.takeNotices() == [])
    }
}
