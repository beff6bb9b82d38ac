/// Why a record did not become an event; raw values are the names in counters, reports and
/// dead-letter headers, and never change.
package enum RejectReason: String, Sendable, CaseIterable {
    case tombstone
    case empty
    case tooLarge = "too_large"
    case malformed
    case tooDeep = "too_deep"
    case tooManyFields = "too_many_fields"
    case duplicateField = "duplicate_field"
    case invalidUTF8 = "invalid_utf8"
    case missingField = "missing_field"
    case badSession = "bad_session"
    case badItem = "bad_item"
    case badTimestamp = "bad_timestamp"
    case badType = "bad_type"
    case tooOld = "too_old"
    case tooNew = "too_new"
}
