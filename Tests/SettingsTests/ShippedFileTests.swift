import CovisitCore
import Foundation
import KafkaTransport
import Settings
import Testing
import WireFormats

/// `config.yaml` documents the schema: neither may say what the other does not.
struct ShippedFileTests {
    private let path: String
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        path = root.appending(path: "config.yaml").path
        text = try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func `the shipped file gives the built-in defaults`() throws {
        let settings = try DaemonSettings.load(file: path, environment: [:], overrides: [])
        let builtIn = DaemonSettings()
        #expect(settings.engine == .otto3)
        #expect(settings.schema == EventSchema())
        #expect(settings.kafka == KafkaSettings())
        #expect(settings.output == builtIn.output)
        #expect(settings.snapshots == builtIn.snapshots)
        #expect(settings.liveQuality == builtIn.liveQuality)
        #expect(settings.workers == builtIn.workers)
        #expect(settings.http == builtIn.http)
        #expect(settings.log == builtIn.log)
        #expect(settings.stopTimeout == builtIn.stopTimeout)
        #expect(settings.digest == builtIn.digest)
    }

    @Test func `without any source the built-in defaults hold`() throws {
        let settings = try DaemonSettings.load(file: nil, environment: [:], overrides: [])
        #expect(settings.engine == .otto3)
        #expect(settings.kafka == KafkaSettings())
        #expect(settings.effective.allSatisfy { $0.origin == .builtIn })
    }

    @Test func `every key stands in the shipped file with its default`() throws {
        let settings = try DaemonSettings.load(file: path, environment: [:], overrides: [])
        let effective = Dictionary(
            uniqueKeysWithValues: settings.effective.map { ($0.key, $0.value) })
        for key in SettingDescription.all where !key.path.contains("<name>") {
            #expect(settings.origins[key.path] != nil, "\(key.path) is not in config.yaml")
            #expect(effective[key.path] == key.defaultText, "\(key.path)")
        }
    }

    @Test func `every field of a matrix stands in the shipped file`() throws {
        let settings = try DaemonSettings.load(file: path, environment: [:], overrides: [])
        for key in SettingDescription.all where key.path.contains("<name>") {
            let field = key.path.dropFirst("matrices.<name>.".count)
            let paths = settings.engine.matrices.map { "matrices.\($0.name).\(field)" }
            #expect(paths.contains { settings.origins[$0] != nil }, "\(field)")
        }
        #expect(text.contains("preset: otto-3"))
    }

    @Test func `every limit stands in the shipped file`() {
        for key in SettingDescription.all {
            #expect(text.contains(key.limits) || key.limits.isEmpty, "\(key.path): \(key.limits)")
        }
    }

    @Test func `the shipped file says of each key whether it is reloadable`() throws {
        let settings = try DaemonSettings.load(file: path, environment: [:], overrides: [])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var seen: [String] = []
        for key in SettingDescription.all where !key.path.contains("<name>") {
            guard case .file(_, let number, _) = settings.origins[key.path] else { continue }
            let comment = lines[..<(number - 1)].reversed().prefix { line in
                line.drop { $0 == " " }.hasPrefix("#")
            }
            let isCalled = (comment + [lines[number - 1]]).contains { $0.contains("Reloadable") }
            #expect(isCalled == key.isReloadable, "\(key.path)")
            if isCalled { seen.append(key.path) }
        }
        #expect(seen.contains("log.level") && seen.contains("snapshots.interval"))
    }

    @Test func `what is printed as effective can be set again`() throws {
        let settings = try DaemonSettings.load(file: path, environment: [:], overrides: [])
        let overrides = settings.effective.map { "\($0.key)=\($0.value)" }
            .map { $0.hasSuffix("=\"\"") ? String($0.dropLast(2)) : $0 }
        let again = try DaemonSettings.load(file: nil, environment: [:], overrides: overrides)
        #expect(again.effective.map(\.value) == settings.effective.map(\.value))
        #expect(again.engine == settings.engine)
        #expect(again.kafka == settings.kafka)
    }

    @Test func `no line of the shipped file is longer than 100 columns`() {
        for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
}
