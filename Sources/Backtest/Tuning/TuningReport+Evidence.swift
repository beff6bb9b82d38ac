internal import CovisitCore

extension TuningReport {
    /// Trials that are shown.
    private static let shownMax = 10

    /// A dimension's column.
    private static func letter(_ index: Int) -> String {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        let letter = letters[index % letters.count]
        return index < letters.count ? letter : "\(letter)\(index / letters.count)"
    }

    /// Why a configuration was chosen, in lines for the head of its file.
    ///
    /// The same search gives the same lines: nothing in them depends on the machine or the day.
    ///
    /// - Parameter timeText: how a time is written, from milliseconds since 1970.
    package func evidence(timeText: (Int64) -> String) -> [String] {
        dataLines(timeText) + [""] + searchLines(timeText) + [""] + verdict + [""] + table
    }

    // MARK: What was learnt from, what was predicted

    private func dataLines(_ timeText: (Int64) -> String) -> [String] {
        var lines = ["data: \(data.files.joined(separator: ", "))"]
        lines.append(
            "  \(data.events) events, of which \(data.trainingEvents) before "
                + "\(timeText(data.splitTime)) were learnt from")
        lines.append(
            "  \(data.validationSessions) sessions begin then or later, with "
                + "\(data.validationEvents) events;")
        lines.append(
            "  of those with two events or more \(data.choosingSessions) to choose by, "
                + "\(data.heldOutSessions) held out")
        if data.straddlingSessions > 0 {
            lines.append(
                "  sessions that begin before and go on: \(data.straddlingSessions); their "
                    + "\(data.leftOutEvents) later events are left out")
        }
        if data.rejected > 0 { lines.append("  \(data.rejected) records were no events") }
        return lines
    }

    private func searchLines(_ timeText: (Int64) -> String) -> [String] {
        var lines = [
            "protocol \(protocolName), learning \(learning), objective \(objective)",
            "method \(method), seed \(seed): \(triedCount) configurations beside the base (trial 0)",
        ]
        if trialsDrawn < trialsAsked {
            lines.append("  the space holds no more than \(trialsDrawn) of \(trialsAsked)")
        }
        if rungs.count > 1 {
            for rung in rungs {
                lines.append(
                    "  \(rung.tried) of \(rung.planned) on \(rung.trainingEvents) events since "
                        + "\(timeText(rung.trainingFrom)), \(rung.sessions) sessions")
            }
        }
        if untriedCount > 0 {
            lines.append("  trials that the time was too short for: \(untriedCount)")
        }
        lines.append("space:")
        lines += space.enumerated().map { index, dimension in
            "  \(Self.letter(index))  \(dimension.key): \(dimension.values)"
        }
        return lines
    }

    // MARK: What it came to

    /// The winner and the base, in sentences.
    package var verdict: [String] {
        guard winner != 0, let chosenBy else {
            return ["no trial is better than the base by \(objective): this is the base"]
        }
        var lines = [
            "winner: trial \(winner)",
            "  on the sessions it was chosen by   \(Self.text(chosenBy))",
        ]
        guard let heldOut else {
            return lines + ["  nothing to measure it by among the sessions held out"]
        }
        lines.append("  on the sessions held out           \(Self.text(heldOut))")
        let counts = EventType.allCases.compactMap { type in
            heldOut.counts["\(type)"].map { "\($0) \(type)" }
        }
        lines.append("  there were to be found, held out:  \(counts.joined(separator: ", "))")
        let gap = chosenBy.difference - heldOut.difference
        lines.append(
            "  The first difference is chosen, the best of \(triedCount), and so by luck, too; the "
                + "second is what to expect.")
        if gap > 0 {
            lines.append("  Of the first, \(signed(gap)) did not show on the sessions held out.")
        }
        if heldOut.difference <= 0 {
            lines.append(
                "  On the sessions held out it is no better than the base: keep the base.")
        } else if !heldOut.isReal {
            lines.append(
                "  The second difference may be chance: take more data before you rely on it.")
        }
        return lines
    }

    private static func text(_ comparison: Comparison) -> String {
        "\(fixed(comparison.base, 6)) -> \(fixed(comparison.winner, 6)), "
            + "\(signed(comparison.difference)) "
            + "[\(signed(comparison.low)), \(signed(comparison.high))] "
            + (comparison.isReal ? "real" : "may be chance")
    }

    private var table: [String] {
        var shown = trials.prefix(Self.shownMax).map(cells)
        if let base = trials.firstIndex(where: { $0.number == 0 }), base >= Self.shownMax {
            shown += [["..."], cells(trials[base])]
        }
        var heading = ["trial", "score"] + (rungs.count > 1 ? ["data"] : [])
        heading += space.indices.map(Self.letter)
        let rows = [heading] + shown
        let widths = heading.indices.map { column in
            rows.reduce(0) { max($0, column < $1.count ? $1[column].count : 0) }
        }
        return ["best trials by \(objective), on the sessions to choose by:"]
            + rows.map { row in
                let padded = zip(row, widths).map { cell, width in
                    String(repeating: " ", count: width - cell.count) + cell
                }
                return "  " + padded.joined(separator: "  ")
            }
    }

    private func cells(_ trial: Trial) -> [String] {
        var cells = [trial.number == 0 ? "base" : "\(trial.number)", fixed(trial.score, 6)]
        if rungs.count > 1 { cells.append(fixed(rungs[trial.rung].share * 100, 0) + " %") }
        return cells + trial.values
    }
}

/// A difference with its sign.
private func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + fixed(value, 6)
}
