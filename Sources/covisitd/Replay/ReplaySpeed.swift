internal import ArgumentParser

/// How fast event time goes by in a replay: `max`, `realtime`, or `10x`.
enum ReplaySpeed: ExpressibleByArgument, Equatable {
    case max
    case times(Double)

    init?(argument: String) {
        switch argument {
        case "max": self = .max
        case "realtime": self = .times(1)
        default:
            guard argument.hasSuffix("x"), let factor = Double(argument.dropLast()),
                factor > 0, factor.isFinite
            else { return nil }
            self = .times(factor)
        }
    }
}
