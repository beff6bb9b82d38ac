internal import CovisitCore
internal import CSimdJSON

/// Owns the C++ parser that knows one schema: everything else here is values.
///
/// One call at a time. It allocates at creation, for the largest payload, and never again.
final class SchemaParser {
    private let decoder: OpaquePointer

    init(schema: EventSchema, payloadByteCountMax: Int, depthMax: Int) {
        let created = covisit_decoder_create(
            max(payloadByteCountMax, 1), UInt32(clamping: depthMax),
            UInt32(clamping: schema.fieldCountMax))
        guard let created else { preconditionFailure("no memory for a JSON parser") }
        decoder = created
        spell(COVISIT_FIELD_SESSION, schema.sessionField)
        spell(COVISIT_FIELD_ITEM, schema.itemField)
        spell(COVISIT_FIELD_TIMESTAMP, schema.timestampField)
        spell(COVISIT_FIELD_TYPE, schema.typeField)
        for (name, type) in schema.typeNames {
            var name = name
            name.withUTF8 {
                covisit_decoder_name_type(decoder, $0.baseAddress, $0.count, type.rawValue)
            }
        }
    }

    deinit {
        covisit_decoder_destroy(decoder)
    }

    /// Parses one event; `event` is meaningful only where nil is returned.
    func parse(
        _ payload: UnsafeRawBufferPointer, into event: inout covisit_event
    ) -> RejectReason? {
        guard let bytes = payload.baseAddress else { return .empty }
        let status = covisit_decode_event(
            decoder, bytes.assumingMemoryBound(to: UInt8.self), payload.count, &event)
        return RejectReason(status)
    }

    /// Parses the line of one session; its events are valid until the next call.
    func parse(
        _ line: UnsafeRawBufferPointer, needsSession: Bool, into session: inout covisit_session
    ) -> RejectReason? {
        guard let bytes = line.baseAddress else { return .empty }
        let status = covisit_decode_session(
            decoder, bytes.assumingMemoryBound(to: UInt8.self), line.count, needsSession,
            &session)
        return RejectReason(status)
    }

    private func spell(_ field: covisit_field, _ name: String) {
        var name = name
        name.withUTF8 {
            covisit_decoder_name_field(decoder, field, $0.baseAddress, $0.count)
        }
    }
}

extension RejectReason {
    /// nil for a payload that is good.
    fileprivate init?(_ status: covisit_status) {
        switch status {
        case COVISIT_OK: return nil
        case COVISIT_TOO_LARGE: self = .tooLarge
        case COVISIT_TOO_DEEP: self = .tooDeep
        case COVISIT_TOO_MANY_FIELDS: self = .tooManyFields
        case COVISIT_DUPLICATE_FIELD: self = .duplicateField
        case COVISIT_INVALID_UTF8: self = .invalidUTF8
        case COVISIT_MISSING_FIELD: self = .missingField
        case COVISIT_BAD_SESSION: self = .badSession
        case COVISIT_BAD_ITEM: self = .badItem
        case COVISIT_BAD_TIMESTAMP: self = .badTimestamp
        case COVISIT_BAD_TYPE: self = .badType
        default: self = .malformed
        }
    }
}
