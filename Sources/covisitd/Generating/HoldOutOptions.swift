internal import ArgumentParser
internal import Settings

/// A feed in two parts, with what came true, and what was to be known of it.
struct HoldOutOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Hold out the sessions that begin in so much event time at the end, cut as OTTO's "
                + "are; 1d, 12h.", valueName: "duration"))
    var holdOut: String?

    @Option(help: ArgumentHelp("With --hold-out: what is learnt from.", valueName: "file"))
    var train: String?

    @Option(help: ArgumentHelp("With --hold-out: the cut sessions.", valueName: "file"))
    var test: String?

    @Option(help: ArgumentHelp("With --hold-out: what they did then.", valueName: "file"))
    var labels: String?

    @Option(
        help: ArgumentHelp(
            "With --hold-out: the lists of a recommender that knows the generator's own "
                + "probabilities, in the contest's format.", valueName: "file.csv"))
    var truth: String?

    var duration: Duration? { holdOut.flatMap { Duration(text: $0) } }

    func validate() throws {
        guard let holdOut else {
            let given = [train, test, labels, truth].contains { $0 != nil }
            if given {
                throw ValidationError("--train, --test, --labels and --truth need --hold-out")
            }
            return
        }
        guard let duration, duration > .zero else {
            throw ValidationError(
                "--hold-out \(holdOut): a number and its unit, such as 1d or 12h")
        }
        if train == nil || test == nil || labels == nil {
            throw ValidationError("--hold-out needs --train, --test and --labels")
        }
    }
}
