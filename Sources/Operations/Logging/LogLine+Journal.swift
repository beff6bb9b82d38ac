internal import Logging

extension LogLine {
    /// A datagram of the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL):
    /// `journalctl COVISITD_EVENT=snapshot_failed` finds its message by what it is.
    ///
    /// `MESSAGE` has the pairs too, for those who read on; a field of ours is in capitals, behind
    /// `COVISITD_`.
    var journalFields: [UInt8] {
        var fields = [
            ("MESSAGE", textWithPairs), ("PRIORITY", "\(level.priority)"),
            ("SYSLOG_IDENTIFIER", "covisitd"),
        ]
        fields += pairs.map { (Self.journalField($0), $1) }
        return fields.flatMap(Self.journalBytes)
    }

    private static func journalField(_ key: String) -> String {
        "COVISITD_"
            + String(
                key.prefix(50).map { character in
                    character.isASCII && (character.isLetter || character.isNumber)
                        ? Character(character.uppercased()) : "_"
                })
    }

    /// A value with a line break goes behind its length, so that it cannot begin another field.
    private static func journalBytes(_ name: String, _ value: String) -> [UInt8] {
        let bytes = Array(value.utf8)
        let lineBreak = UInt8(ascii: "\n")
        guard bytes.contains(lineBreak) else {
            return Array("\(name)=".utf8) + bytes + [lineBreak]
        }
        let count = withUnsafeBytes(of: UInt64(bytes.count).littleEndian, Array.init)
        return Array(name.utf8) + [lineBreak] + count + bytes + [lineBreak]
    }
}
