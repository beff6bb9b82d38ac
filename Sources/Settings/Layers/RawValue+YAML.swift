internal import Yams

extension RawValue {
    init(_ node: Node) {
        switch node {
        case .scalar(let scalar):
            let raw = RawScalar(scalar)
            self = raw.confusion == "null" ? .null : .scalar(raw)
        case .sequence(let sequence):
            let scalars = sequence.compactMap(\.scalar).map(RawScalar.init)
            self = scalars.count == sequence.count ? .list(scalars) : .map
        case .mapping, .alias: self = .map
        }
    }
}

extension RawScalar {
    fileprivate init(_ scalar: Node.Scalar) {
        self.init(text: scalar.string, isPlain: scalar.style == .plain)
    }
}
