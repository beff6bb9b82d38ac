import StreamPipeline

extension EncodedRecords {
    init(_ kind: OutputKind, _ records: [(key: String, value: String)]) {
        self.init(kind: kind)
        for (key, value) in records {
            let start = bytes.count
            bytes += Array(key.utf8)
            let middle = bytes.count
            bytes += Array(value.utf8)
            self.records.append(
                Record(keyRange: start..<middle, valueRange: middle..<bytes.count))
        }
    }
}
