internal import CovisitCore

/// Which event times are accepted, between the schema's oldest and what the clock allows.
struct TimestampWindow {
    private let oldest: Int64
    private let futureTolerance: Int64

    init(schema: EventSchema) {
        oldest = schema.oldestTimestamp
        futureTolerance = schema.futureToleranceMilliseconds
    }

    /// Judges a time that is not negative; a clock of `Int64.max` means that there is none.
    func reason(against timestamp: Int64, clock: Int64) -> RejectReason? {
        if timestamp < oldest { return .tooOld }
        let (sum, overflows) = clock.addingReportingOverflow(futureTolerance)
        let newest = overflows ? Int64.max : sum
        return timestamp > min(newest, Event.timestampMax) ? .tooNew : nil
    }
}
