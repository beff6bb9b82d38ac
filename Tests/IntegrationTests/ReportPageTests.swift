import Foundation
import Testing

extension IntegrationTests {
    /// The page of a backtest in a real browser, on a phone and on a desk.
    @Suite(.enabled(if: Browser.program != nil, "no chromium in /usr/bin"))
    struct ReportPageTests {
        private let folder: Folder

        init() throws { folder = try Folder() }

        @Test(.timeLimit(.minutes(3)))
        func `a comparison of three configurations can be read at any width`() async throws {
            let page = folder("report.html")
            let command = try await Command(
                [
                    "backtest", "prequential", "--test", Installation.recording, "--html", page,
                    "--set", "ranking.long_history=5,20,64", "--split-gain",
                ], within: 100)
            try #require(command.exit == .code(0), "\(command.errors)")
            let layouts = try await Browser.layouts(
                ofPage: page, widths: [360, 768, 1_280], in: folder)
            #expect(layouts.map(\.width) == [360, 768, 1_280])
            for layout in layouts {
                let place = Comment(rawValue: "at \(layout.width): \(layout)")
                #expect(layout.title == "Backtest: prequential", place)
                // Differences of the total and of each objective; five charts of each; the costs.
                #expect(layout.charts == 4 + 3 * 5 + 1, place)
                #expect(layout.scrollWidth <= layout.width, place)
                #expect(layout.cutLabels.isEmpty, place)
                #expect(layout.overlaps.isEmpty, place)
                #expect(layout.smallestLetters >= 9, place)
                #expect(layout.nameless.isEmpty, place)
                #expect(layout.lowestContrast >= 4.5, place)
            }
        }
    }
}
