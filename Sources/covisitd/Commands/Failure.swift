internal import ArgumentParser
internal import CovisitCore
internal import KafkaTransport
internal import Operations
internal import Settings
internal import Storage
internal import WireFormats

/// Exit codes of sysexits(3), as systemd knows them.
enum ExitStatus: Int32 {
    case usage = 64
    case dataError = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case ioError = 74
    case temporaryFailure = 75
    case configuration = 78

    var code: ExitCode { ExitCode(rawValue) }
}

/// Runs a command; an error becomes a sentence on standard error and an exit code.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let error as ExitCode {
        throw error
    } catch {
        guard let status = status(of: error) else { throw ExitCode.success }
        let place = error is KafkaConfigurationError ? "kafka.properties." : ""
        writeError("covisitd: \(place)\(error)")
        throw status.code
    }
}

/// nil: not an error, the reader of our output has gone.
private func status(of error: any Error) -> ExitStatus? {
    switch error {
    case is SettingsError, is KafkaConfigurationError, is HTTPAccessError, is NoTrials:
        .configuration
    case let error as RecordingError: status(of: error.code)
    case let error as FileSinkError: error.isReaderGone ? nil : .ioError
    case is UsageError: .usage
    case is ReportError: .cannotCreate
    case is RecoveryError, is NoGoodGeneration, is SnapshotError, is StateMismatch, is OtherTopic,
        is IncompleteJournal, is NoEvents, is NothingToPredict, is NothingToTune,
        is TopicRangeError, is OtherRecording:
        .dataError
    case is FileError: .cannotCreate
    case is KafkaError: .unavailable
    case is OperationsServerError: .unavailable
    default: .software
    }
}

private func status(of code: RecordingError.Code) -> ExitStatus {
    switch code {
    case .missing, .unreadable: .noInput
    case .damaged, .truncated, .foreign: .dataError
    case .busy: .cannotCreate
    }
}
