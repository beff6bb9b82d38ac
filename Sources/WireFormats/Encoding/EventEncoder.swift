package import CovisitCore

/// Writes events in the default wire format:
/// `{"session":…,"aid":…,"ts":…,"type":"clicks"}`.
package enum EventEncoder {
    /// The key of the event's record: its session.
    package static func appendKey(of event: Event, arena: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(key: event.session, in: arena)
    }

    package static func append(_ event: Event, arena: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(json: "{\"session\":")
        bytes.append(json: event.session, in: arena)
        bytes.append(json: ",\"aid\":")
        bytes.append(json: event.item, in: arena)
        bytes.append(json: ",\"ts\":")
        bytes.append(json: event.timestamp)
        switch event.type {
        case .clicks: bytes.append(json: ",\"type\":\"clicks\"}")
        case .carts: bytes.append(json: ",\"type\":\"carts\"}")
        case .orders: bytes.append(json: ",\"type\":\"orders\"}")
        }
    }
}
