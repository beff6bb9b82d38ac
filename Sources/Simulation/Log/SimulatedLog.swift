package import CovisitCore

/// A record of a partition, with what only the simulation knows about it.
package struct LogRecord: Sendable {
    package var offset: Int64
    package var key: [UInt8]?
    package var payload: [UInt8]?
    /// The event that it is, if its time is not ahead of the clock; nil: it never is one.
    package var visit: Traffic.Visit?
    /// Its place among the records of all partitions, in the order in which they were written.
    package var arrival: Int
}

/// Everything that is ever written to the events topic.
package struct SimulatedLog: Sendable {
    package var partitions: [[LogRecord]]
    /// Event time of the shop when a record arrived, by arrival.
    package var arrivalTimes: [Int64]
    package var names: SimulatedNames

    package var recordCount: Int { arrivalTimes.count }

    /// Records at `offsets`, in their order.
    package func records(of partition: Int32, in offsets: Range<Int64>) -> ArraySlice<LogRecord> {
        let records = partitions[Int(partition)]
        let first = Self.index(of: offsets.lowerBound, in: records)
        let end = Self.index(of: offsets.upperBound, in: records)
        return records[first..<max(first, end)]
    }

    package func endOffset(of partition: Int) -> Int64 {
        partitions[partition].last.map { $0.offset + 1 } ?? 0
    }

    /// The first record at or behind an offset.
    static func index(of offset: Int64, in records: [LogRecord]) -> Int {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// How sessions and items are called: by numbers or by strings.
package struct SimulatedNames: Sendable {
    package var sessionsAreStrings = false
    package var itemsAreStrings = false

    package init() {}

    func session(_ number: Int64, in batch: inout EventBatch) -> ExternalID {
        sessionsAreStrings ? batch.intern("visitor-\(number)") : ExternalID(integer: number)
    }

    func item(_ number: Int64, in batch: inout EventBatch) -> ExternalID {
        itemsAreStrings ? batch.intern("sku \(number)") : ExternalID(integer: number)
    }

    /// The event that a visit is at this place of the log.
    package func append(
        _ visit: Traffic.Visit, partition: Int32, offset: Int64, to batch: inout EventBatch
    ) {
        let session = session(visit.session, in: &batch)
        let item = item(visit.item, in: &batch)
        batch.append(
            Event(
                session: session, item: item, timestamp: visit.timestamp, type: visit.type,
                partition: partition, offset: offset))
    }

    func sessionKey(_ number: Int64) -> [UInt8] {
        Array((sessionsAreStrings ? "visitor-\(number)" : "\(number)").utf8)
    }
}
