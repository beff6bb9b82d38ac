package import StreamPipeline

extension SnapshotFileWriter {
    /// How an operation has ended the generation, and the sequence of the oldest that is left,
    /// where that is known.
    package typealias Ending = (outcome: SnapshotOutcome, oldest: UInt64?)

    /// Carries out an operation; nil while the generation has not ended. One that has failed
    /// says so once: what is still submitted for it is ignored.
    package func carryOut(_ operation: SnapshotOperation) -> Ending? {
        do {
            switch operation {
            case .begin(let header): try begin(header)
            case .append(let chunk): try append(chunk)
            case .abandon: abandon()
            case .commit:
                guard let (facts, oldest) = try commit() else { return nil }
                return (.durable(facts), oldest)
            }
            return nil
        } catch {
            return (.failed("\(error)"), nil)
        }
    }
}
