extension TuningReport {
    /// Trials that are shown.
    private static let shownMax = 10
    private static let columnsMax = 98

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
                "  \(data.straddlingSessions) sessions begin before and go on: their "
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
            lines.append("  \(untriedCount) trials were left out: the time was over")
        }
        lines.append("space:")
        lines += space.map { "  \($0.key): \($0.values)" }
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
        lines.append(
            "  The first difference is too good: the best of \(triedCount) trials is so by luck, "
                + "too.")
        lines.append(
            "  Here it is \(signed(chosenBy.difference - heldOut.difference)) above the second, "
                + "which the search did not see.")
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
        var lines = ["best trials by \(objective), on the sessions to choose by:"]
        for trial in trials.prefix(Self.shownMax) { lines += row(trial) }
        if let base = trials.firstIndex(where: { $0.number == 0 }), base >= Self.shownMax {
            lines.append("  ...")
            lines += row(trials[base])
        }
        return lines
    }

    private func row(_ trial: Trial) -> [String] {
        let number = "\(trial.number)"
        let share = trial.rung < rungs.count ? rungs[trial.rung].share : 1
        var head =
            String(repeating: " ", count: max(0, 5 - number.count)) + number
            + "  \(fixed(trial.score, 6))"
        if rungs.count > 1 {
            let percent = fixed(share * 100, 0)
            head += "  " + String(repeating: " ", count: max(0, 3 - percent.count)) + "\(percent) %"
        }
        let indent = String(repeating: " ", count: head.count)
        var lines = [head]
        for text in trial.number == 0 ? ["base"] : trial.overrides {
            let last = lines.count - 1
            if lines[last] == head || lines[last].count + text.count + 2 <= Self.columnsMax {
                lines[last] += "  " + text
            } else {
                lines.append(indent + "  " + text)
            }
        }
        return lines
    }
}

/// A difference with its sign.
private func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + fixed(value, 6)
}
