import Foundation
import Testing

extension IntegrationTests {
    /// The package's manual pages, made from the program and config.yaml, leave nothing out.
    struct ManualPageTests {
        private static let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path

        /// A page as it reads, but for the macros: without the escapes.
        private static func page(_ name: String) async throws -> String {
            let folder = try Folder()
            let made = try await Command(
                [
                    "\(root)/deploy/debian/manual.py", Installation.daemon, "\(root)/config.yaml",
                    folder.path,
                ], binary: "python3")
            #expect(made.exit == .code(0), "\(made.errors)")
            return folder.text(name).replacing("\\-", with: "-").replacing("\\(aq", with: "'")
        }

        /// Words of the help's list below a heading.
        private static func listed(_ heading: String, in help: String) -> [String] {
            guard let start = help.firstRange(of: "\n\(heading):\n") else { return [] }
            let list = help[start.upperBound...]
            return list[..<(list.firstRange(of: "\n\n")?.lowerBound ?? list.endIndex)]
                .matches(of: /(?m)^  (?:-\w, )?([\w<>-]+)/).map { String($0.1) }
        }

        /// What `help` says of a command and of those below it.
        private static func helps(of path: [String] = []) async throws -> [([String], String)] {
            let help = try await Command(["help"] + path).output
            var all = [(path, help)]
            for name in listed("SUBCOMMANDS", in: help) {
                all += try await helps(of: path + [name])
            }
            return all
        }

        /// A value without the marks of texts and lists.
        private static func plain(_ value: Substring) -> String {
            value.filter { !"[]{}\"'".contains($0) }
        }

        @Test(.timeLimit(.minutes(1)))
        func `every command and every option has its place in covisitd(8)`() async throws {
            let page = try await Self.page("covisitd.8")
            let helps = try await Self.helps()
            #expect(helps.count >= 15)
            for (path, help) in helps where !path.isEmpty {
                let title = ".Ss \"\((["covisitd"] + path).joined(separator: " "))\"\n"
                let start = try #require(page.firstRange(of: title), "\(path)").upperBound
                let rest = page[start...]
                let end = rest.firstRange(of: "\n.S")?.lowerBound
                let section = rest[..<(end ?? rest.endIndex)]
                for option in Self.listed("OPTIONS", in: help)
                where option != "--help" && option != "--version" {
                    #expect(section.contains(".It Cm \"\(option)"), "\(path): \(option)")
                }
                for argument in Self.listed("ARGUMENTS", in: help) {
                    let name = argument.filter { !"<>".contains($0) }
                    #expect(section.contains(".It Ar \"\(name)\""), "\(path): \(argument)")
                }
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `every setting stands in covisitd.yaml(5) with its default`() async throws {
            let page = try await Self.page("covisitd.yaml.5")
            let settings = try await Command(
                ["check-config", "--all", "--config", "\(Self.root)/config.yaml"])
            let effective = settings.output.matches(of: /(?m)^([\w.-]+) = (.*?)  \(/)
            #expect(effective.count > 80)
            let items = page.matches(of: /(?m)^\.It Ic "(.+?)" No = Li "(.*)"$/)
            let described = Dictionary(uniqueKeysWithValues: items.map { ($0.1, Self.plain($0.2)) })
            // Matrices are a list there, as config.yaml has it.
            for (_, key, value) in effective.map(\.output) where !key.hasPrefix("matrices.") {
                #expect(described[key] == Self.plain(value), "\(key)")
            }
            #expect(page.contains("\n  - name: buy-to-buy"))
        }
    }
}
