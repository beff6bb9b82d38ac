internal import CovisitCore
internal import Fuzzing
internal import WireFormats

/// Takes its input for a payload, and for a session's line, by several schemas.
package final class EventFuzzing: FuzzTarget {
    private let readers: [SchemaReader]
    private let pages: GuardedPages

    package init() throws {
        readers = [EventSchema(), .tight, .foreign].map(SchemaReader.init)
        pages = try GuardedPages(pageCount: 32)
    }

    package func run(_ bytes: UnsafeRawBufferPointer) throws {
        for reader in readers {
            try reader.check(bytes)
            if bytes.count <= pages.byteCount { try reader.checkAgain(pages.place(bytes)) }
        }
    }
}

extension EventSchema {
    /// Limits so low that small inputs reach them.
    fileprivate static var tight: EventSchema {
        var schema = EventSchema()
        schema.payloadByteCountMax = 200
        schema.depthMax = 3
        schema.fieldCountMax = 6
        schema.futureToleranceMilliseconds = .max
        return schema
    }

    /// Names that need escapes and more than one byte a letter, one of them "events".
    fileprivate static var foreign: EventSchema {
        var schema = EventSchema()
        schema.sessionField = "s"
        schema.itemField = "é\"\\"
        schema.timestampField = "events"
        schema.typeField = "\u{1F6D2}"
        schema.typeNames = ["": .clicks, "a": .carts, "\n": .orders, "b": .carts]
        schema.oldestTimestamp = 0
        return schema
    }
}
