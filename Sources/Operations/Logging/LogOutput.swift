internal import Glibc

/// Takes a line somewhere, within `patience`; false when it was not taken.
///
/// A reader that is gone or does not keep up costs lines, never the daemon.
typealias LogOutput = @Sendable (LogLine, LogStyle, _ patience: Duration) -> Bool

/// The journal for a style with fields, standard error otherwise.
func writeLog(_ line: LogLine, _ style: LogStyle, _ patience: Duration) -> Bool {
    style.hasFields
        ? journal?.send(line.journalFields, patience: patience) ?? false
        : writeToStandardError(line.text(style), patience)
}

private let journal = DatagramAddress("/run/systemd/journal/socket")

/// One write(2) for a line, so that lines of several threads do not mix.
private func writeToStandardError(_ line: String, _ patience: Duration) -> Bool {
    // On a pipe: there is room for a page, and a line is shorter.
    var room = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard poll(&room, 1, Int32(patience / .milliseconds(1))) == 1 else { return false }
    var rest = Array("\(line)\n".utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            return false
        }
        rest = rest.dropFirst(count)
    }
    return true
}
