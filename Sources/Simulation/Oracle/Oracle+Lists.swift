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
        if spec.includeHistory && distinct.count >= configuration.longHistory {
            list = longList(tail, purchases: purchases, spec)
        } else {
            list = shortList(distinct: distinct, purchases: purchases, spec)
        }
        for type in spec.popularity {
            list += popular(type).filter { !list.contains($0) && !distinct.contains($0) }
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

    private func shortList(
        distinct: [Int64], purchases: [Int64], _ spec: ObjectiveSpec
    ) -> [Int64] {
        let fromHistory = spec.matricesOfHistory.flatMap { matrix in
            distinct.flatMap { item in
                top(matrix: matrix, row: item, count: configuration.matrices[matrix].candidates)
            }
        }
        let fromPurchases = spec.matricesOfPurchases.flatMap { matrix in
            purchases.flatMap { item in
                top(matrix: matrix, row: item, count: configuration.matrices[matrix].candidates)
            }
        }
        var votes: [Int64: Int] = [:]
        var order: [Int64: Int] = [:]
        for neighbour in fromHistory + fromPurchases where !distinct.contains(neighbour) {
            votes[neighbour, default: 0] += 1
            if order[neighbour] == nil { order[neighbour] = order.count }
        }
        let ranked = votes.keys.sorted { a, b in
            let first = votes[a] ?? 0
            let second = votes[b] ?? 0
            return first > second || (first == second && (order[a] ?? 0) < (order[b] ?? 0))
        }
        return (spec.includeHistory ? distinct : []) + ranked
    }
}
