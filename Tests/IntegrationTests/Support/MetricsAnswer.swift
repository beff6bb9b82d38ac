/// What `/metrics` says, taken apart.
struct MetricsAnswer {
    /// By series as it is written, e.g. `a_total{kind="x"}`.
    private(set) var values: [String: Double] = [:]
    /// By name of the metric: counter, gauge or histogram.
    private(set) var types: [String: String] = [:]
    let text: String

    init(_ text: String) throws {
        self.text = text
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                types[String(words[2])] = String(words[3])
            } else if !line.hasPrefix("#") {
                guard let end = line.lastIndex(of: " "),
                    let value = Double(line[line.index(after: end)...])
                else { throw Failure("no sample: \(line)") }
                values[String(line[..<end])] = value
            }
        }
    }

    /// Names that a query may use: those of the samples, whether there is one already or not.
    var names: Set<String> {
        var names: Set<String> = []
        for (name, type) in types {
            if type == "histogram" {
                names.formUnion(["_bucket", "_sum", "_count"].map { name + $0 })
            } else {
                names.insert(name)
            }
        }
        return names
    }

    /// Labels of any series.
    var labels: Set<String> {
        Set(values.keys.flatMap { $0.matches(of: /(\w+)="/).map { String($0.output.1) } })
    }

    /// Series that only grow.
    var totals: [String: Double] {
        values.filter { series, _ in
            let name = String(series.prefix { $0 != "{" })
            return types[name] == "counter" || types[name] == nil  // parts of a histogram
        }
    }
}

extension Daemon {
    func metrics() throws -> MetricsAnswer { try MetricsAnswer(try get("/metrics").body) }
}
