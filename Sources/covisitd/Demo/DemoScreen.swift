internal import CovisitCore
internal import Operations

/// What the demo shows, as text: a table on a terminal, a few lines elsewhere.
struct DemoScreen {
    private static let itemsShown = 7
    let broker: String

    /// A table of the sessions whose lists changed last; items new in a list are marked.
    func table(_ state: DemoBoard.State) -> String {
        var lines = ["covisitd demo; kcat -C -b \(broker) -t recommendations looks in"]
        lines += [headline(state), ""]
        for number in state.recent {
            guard let session = state.sessions[number], let lists = session.lists else { continue }
            let events = session.events.map { "\(symbol($0.type))\($0.item)" }
            lines.append("session \(number)   \(events.joined(separator: " "))")
            lines.append("   next click  \(row(lists.clicks, before: session.previous?.clicks))")
            lines.append("   will order  \(row(lists.orders, before: session.previous?.orders))")
            lines.append("")
        }
        lines.append("+item: new in the list    c click  C cart  O order    Ctrl-C ends")
        return lines.joined(separator: "\n")
    }

    /// One line for a second, one for a session: for logs and pipes.
    func lines(_ state: DemoBoard.State) -> String {
        var lines = [headline(state)]
        if let number = state.recent.first, let session = state.sessions[number],
            let lists = session.lists
        {
            let events = session.events.map { "\(symbol($0.type))\($0.item)" }
            lines.append(
                "  session \(number): \(events.joined(separator: " ")) -> next click "
                    + row(lists.clicks, before: session.previous?.clicks))
        }
        return lines.joined(separator: "\n")
    }

    func headline(_ state: DemoBoard.State) -> String {
        var parts = ["\(state.sent.count) events played"]
        parts.append("\(Int(state.daemon.eventsPerSecond)) events/s")
        parts.append("\(state.received) lists")
        parts.append("\(state.daemon.sessions) sessions")
        if let lag = state.daemon.lagRecords { parts.append("lag \(lag)") }
        if let median = state.latency(0.5), let slow = state.latency(0.99) {
            parts.append("latency p50 \(rounded(median)) ms, p99 \(rounded(slow)) ms")
        }
        return parts.joined(separator: " | ")
    }

    private func row(_ items: [Int64], before: [Int64]?) -> String {
        items.prefix(Self.itemsShown).map { item in
            before.map { $0.contains(item) } ?? true ? "\(item)" : "+\(item)"
        }.joined(separator: " ")
    }

    private func symbol(_ type: EventType) -> String {
        switch type {
        case .clicks: "c"
        case .carts: "C"
        case .orders: "O"
        }
    }

    private func rounded(_ milliseconds: Double) -> Double {
        (milliseconds * 10).rounded() / 10
    }
}
