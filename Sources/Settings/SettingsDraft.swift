internal import CovisitCore
internal import KafkaTransport
internal import WireFormats

/// Settings while they are being put together: names are still names.
///
/// A matrix gets its index, and an event type its spellings, only when all layers have been read.
struct SettingsDraft: Sendable {
    var settings: DaemonSettings
    var typeNames: PerEventType<[String]>
    var ranking: PerEventType<RankingNames>
    var typeWeights: PerEventType<Float>

    struct RankingNames: Sendable, Equatable {
        var matrices: [String]
        var purchaseMatrices: [String]
    }

    init(_ settings: DaemonSettings) {
        let engine = settings.engine
        func names(_ indices: [Int]) -> [String] { indices.map { engine.matrices[$0].name } }
        func ranking(_ type: EventType) -> RankingNames {
            let objective = engine.objectives[type]
            return RankingNames(
                matrices: names(objective.matricesOfHistory),
                purchaseMatrices: names(objective.matricesOfPurchases))
        }
        func spellings(_ type: EventType) -> [String] {
            settings.schema.typeNames.filter { $0.value == type }.keys.sorted()
        }
        self.settings = settings
        typeNames = PerEventType(
            clicks: spellings(.clicks), carts: spellings(.carts), orders: spellings(.orders))
        self.ranking = PerEventType(
            clicks: ranking(.clicks), carts: ranking(.carts), orders: ranking(.orders))
        typeWeights = engine.objectives.clicks.typeWeights
    }

    /// Replaces the matrices, and gives the objectives those among them that suit by name: `clicks`
    /// for clicks, `carts-orders` and, for what was bought, `buy-to-buy` for carts and orders; the
    /// first one where there is none of that name.
    mutating func replaceMatrices(_ matrices: [MatrixSpec]) {
        let names = matrices.map(\.name)
        func ranking(_ preferred: String, purchases: String?) -> RankingNames {
            RankingNames(
                matrices: names.contains(preferred) ? [preferred] : Array(names.prefix(1)),
                purchaseMatrices: names.filter { $0 == purchases })
        }
        let buys = ranking("carts-orders", purchases: "buy-to-buy")
        settings.engine.matrices = matrices
        self.ranking = PerEventType(
            clicks: ranking("clicks", purchases: nil), carts: buys, orders: buys)
    }
}

// MARK: - Names to indices

extension SettingsDraft {
    /// The settings, with every name looked up; what cannot be is reported by its key.
    func resolved(report: (_ key: String, Complaint) -> Void) -> DaemonSettings {
        var resolved = settings
        resolved.schema.typeNames = resolvedTypeNames(report: report)
        resolved.engine.objectives.clicks = objective(.clicks, report: report)
        resolved.engine.objectives.carts = objective(.carts, report: report)
        resolved.engine.objectives.orders = objective(.orders, report: report)
        return resolved
    }

    private func resolvedTypeNames(report: (String, Complaint) -> Void) -> [String: EventType] {
        var types: [String: EventType] = [:]
        for type in EventType.allCases {
            for name in typeNames[type] {
                if let other = types.updateValue(type, forKey: name) {
                    let what = "\"\(name)\" also stands for \(other.word)"
                    report("events.types.\(type.word)", Complaint(what: what))
                }
            }
        }
        return types
    }

    private func objective(_ type: EventType, report: (String, Complaint) -> Void)
        -> ObjectiveSpec
    {
        var objective = settings.engine.objectives[type]
        objective.matricesOfHistory = indices(
            ranking[type].matrices, key: "ranking.\(type.word).matrices", report: report)
        objective.matricesOfPurchases = indices(
            ranking[type].purchaseMatrices, key: "ranking.\(type.word).purchase_matrices",
            report: report)
        objective.typeWeights = typeWeights
        return objective
    }

    private func indices(_ names: [String], key: String, report: (String, Complaint) -> Void)
        -> [Int]
    {
        let known = settings.engine.matrices.map(\.name)
        var indices: [Int] = []
        for name in names {
            if let index = known.firstIndex(of: name) {
                indices.append(index)
            } else {
                report(key, .unknownMatrix(name, known: known))
            }
        }
        return indices
    }
}

extension Complaint {
    static func unknownMatrix(_ name: String, known: [String]) -> Complaint {
        Complaint(
            what: "there is no matrix \"\(name)\"", allowed: known.joined(separator: ", "),
            suggestion: Suggestion.nearest(to: name, among: known))
    }
}
