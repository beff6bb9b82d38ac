package import StreamPipeline
package import SystemPackage

/// Writes what would be published as JSON lines: the values, one a line.
///
/// Lines may stay in memory until `flush`; nothing is synced to the disk. After an error every
/// later call fails with the same error.
package actor RecommendationFileSink: RecommendationSink {
    /// How many rejected records came by; a file sink has no place for them.
    package private(set) var rejectedCount = 0
    private let recommendations: FileOutput
    private let relatedItems: FileOutput?

    /// Creates the files or empties them; "-" is the standard output. Without a path related
    /// items are dropped. Both may go to one file.
    package init(recommendations: FilePath, relatedItems: FilePath? = nil) throws(FileSinkError) {
        let first = try FileOutput(path: recommendations)
        self.recommendations = first
        if let relatedItems {
            let isSame = relatedItems == recommendations
            self.relatedItems = isSame ? first : try FileOutput(path: relatedItems)
        } else {
            self.relatedItems = nil
        }
    }

    package func publish(_ records: EncodedRecords) async throws {
        guard let output = output(of: records.kind) else { return }
        for record in records.records {
            try output.append(line: records.bytes[record.valueRange])
        }
    }

    package func publish(rejected records: [RejectedRecord], from source: String) async throws {
        rejectedCount += records.count
    }

    package func flush() async throws {
        try recommendations.flush()
        try relatedItems?.flush()
    }

    /// Writes what is left as far as that is possible; call `flush` before to know of errors.
    package func close() async {
        try? recommendations.close()
        try? relatedItems?.close()
    }

    private func output(of kind: OutputKind) -> FileOutput? {
        switch kind {
        case .recommendations: recommendations
        case .relatedItems: relatedItems
        }
    }
}
