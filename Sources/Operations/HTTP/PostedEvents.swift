internal import CovisitCore
internal import Hummingbird
internal import NIOCore
internal import Synchronization
internal import WireFormats

/// Reads `{"events":[{"aid":…,"ts":…,"type":…},…]}` from the body of a request, with the decoder
/// and the names of the events topic.
final class PostedEvents: Sendable {
    private let schema: EventSchema
    private let options: HTTPOptions
    private let decoder: Mutex<SessionLineDecoder>

    init(schema: EventSchema, options: HTTPOptions) {
        self.schema = schema
        self.options = options
        decoder = Mutex(
            SessionLineDecoder(
                schema: schema, lineByteCountMax: options.bodyByteCountMax, needsSession: false))
    }

    /// The events, in the order of the body.
    func read(_ request: Request) async throws -> EventBatch {
        try checkType(of: request)
        return try events(of: try await body(of: request))
    }

    private func checkType(of request: Request) throws {
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first ?? ""
        if type.lowercased() != "application/json" {
            throw HTTPError(
                .unsupportedMediaType,
                "the Content-Type header is missing or not JSON: send application/json")
        }
        if request.headers[.contentEncoding] != nil {
            throw HTTPError(
                .unsupportedMediaType, "the body is packed: send it without Content-Encoding")
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        let tooLong = HTTPError(
            .contentTooLarge,
            "the body is longer than \(options.bodyByteCountMax) bytes: send fewer events, "
                + "or raise http.max_body_bytes",
            refusal: .body)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }),
            length > options.bodyByteCountMax
        {
            throw tooLong
        }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            if bytes.count + buffer.readableBytes > options.bodyByteCountMax { throw tooLong }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func events(of bytes: [UInt8]) throws -> EventBatch {
        let (outcome, goodCount, batch) = decoder.withLock { decoder in
            var batch = EventBatch()
            let outcome = bytes.withUnsafeBytes {
                decoder.decode($0, partition: 0, firstOffset: 0, clock: .max, into: &batch)
            }
            return (outcome, decoder.goodEventCount, batch)
        }
        switch outcome {
        case .decoded(eventCount: 0):
            throw HTTPError(.badRequest, "events: is empty; send at least one event")
        case .decoded(let count):
            if count <= options.eventCountMax { return batch }
            throw HTTPError(
                .contentTooLarge,
                "events: are \(count); send at most \(options.eventCountMax), the newest, or raise "
                    + "http.max_events", refusal: .body)
        case .noSessionLine:
            throw HTTPError(.badRequest, "the body has no list of events; send \(example)")
        case .rejected(let reason):
            throw HTTPError(
                .badRequest,
                "events[\(goodCount)]: \(reason.rawValue): \(schema.remedy(for: reason))")
        }
    }

    private var example: String {
        let type = schema.typeNames.filter { $0.value == .clicks }.keys.min() ?? "clicks"
        return #"{"events":[{"\#(schema.itemField)":1,"\#(schema.timestampField)":1661724000378,"#
            + #""\#(schema.typeField)":"\#(type)"}]}"#
    }
}

extension EventSchema {
    /// What to do about a payload that was rejected.
    fileprivate func remedy(for reason: RejectReason) -> String {
        let id = "an integer from 0, or a string of 1 to \(ExternalID.byteCountMax) bytes"
        return switch reason {
        case .missingField:
            "an event has \"\(itemField)\", \"\(timestampField)\" and \"\(typeField)\""
        case .badItem: "\"\(itemField)\" is \(id)"
        case .badTimestamp, .tooOld, .tooNew:
            "\"\(timestampField)\" is a time in milliseconds since 1970, as an integer"
        case .badType:
            "\"\(typeField)\" is one of " + typeNames.keys.sorted().joined(separator: ", ")
        case .duplicateField: "a field stands twice, or a session where none belongs"
        case .tooDeep: "at most \(depthMax) objects or arrays lie in each other"
        case .tooManyFields: "an object has at most \(fieldCountMax) fields"
        case .invalidUTF8: "send UTF-8"
        default: "from here on it is not the JSON of an event"
        }
    }
}
