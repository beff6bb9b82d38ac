package import CovisitCore
import Glibc

extension Oracle {
    /// The list of a session for an objective, by the published rules.
    package func list(session: Int64, objective: EventType) -> [Int64] {
        let spec = configuration.objectives[objective]
        let tail = tails[session] ?? []
        let distinct = distinctItems(tail.map(\.item))
        let purchases = distinctItems(tail.filter { $0.type != .clicks }.map(\.item))
        var list: [Int64]
        if spec.history == .first && distinct.count >= configuration.longHistory {
            list = longList(tail, purchases: purchases, spec)
        } else {
            list = shortList(distinct: distinct, purchases: purchases, spec)
        }
        for type in spec.popularity {
            list += popular(type).filter { !list.contains($0) && !bars($0, distinct, spec) }
        }
        return Array(list.prefix(configuration.listLength))
    }

    private func distinctItems(_ items: [Int64]) -> [Int64] {
        var distinct: [Int64] = []
        for item in items.reversed() where !distinct.contains(item) { distinct.append(item) }
        return distinct
    }

    private func longList(_ tail: [Visit], purchases: [Int64], _ spec: ObjectiveSpec) -> [Int64] {
        var weights: [Int64: Float] = [:]
        for (index, visit) in tail.enumerated() {
            let x =
                spec.recencyFloor + (1 - spec.recencyFloor) * Double(index)
                / Double(tail.count - 1)
            weights[visit.item, default: 0] += Float(exp2(x) - 1) * spec.typeWeights[visit.type]
        }
        for matrix in spec.matricesOfPurchases {
            for item in purchases {
                let count = configuration.matrices[matrix].candidates
                for neighbour in top(matrix: matrix, row: item, count: count) {
                    weights[neighbour, default: 0] += 0.1
                }
            }
        }
        return weights.sorted { $0.value > $1.value || ($0.value == $1.value && $0.key < $1.key) }
            .prefix(configuration.listLength).map(\.key)
    }

    private func bars(_ item: Int64, _ distinct: [Int64], _ spec: ObjectiveSpec) -> Bool {
        switch spec.history {
        case .first, .excluded: distinct.contains(item)
        case .notCurrent: distinct.first == item
        case .allowed: false
        }
    }

    private func shortList(
        distinct: [Int64], purchases: [Int64], _ spec: ObjectiveSpec
    ) -> [Int64] {
        var scores: [Int64: Float] = [:]
        var order: [Int64: Int] = [:]
        func propose(matrix: Int, items: some Sequence<Int64>) {
            for item in items {
                let count = configuration.matrices[matrix].candidates
                for neighbour in top(matrix: matrix, row: item, count: count)
                where !bars(neighbour, distinct, spec) {
                    scores[neighbour, default: 0] +=
                        spec.blend == .votes
                        ? 1 : roundedWeight(matrix: matrix, row: item, neighbour: neighbour)
                    if order[neighbour] == nil { order[neighbour] = order.count }
                }
            }
        }
        for matrix in spec.matricesOfHistory {
            propose(matrix: matrix, items: distinct.prefix(spec.lastItems))
        }
        for matrix in spec.matricesOfPurchases { propose(matrix: matrix, items: purchases) }
        let ranked = scores.keys.sorted { a, b in
            let first = scores[a] ?? 0
            let second = scores[b] ?? 0
            return first > second || (first == second && (order[a] ?? 0) < (order[b] ?? 0))
        }
        return (spec.history == .first ? distinct : []) + ranked
    }
}
