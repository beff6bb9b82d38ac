import Testing

/// The Debian package goes with what it is made of; `deploy/package.sh --check` installs it.
struct PackageTests {
    private static func units() throws -> [SourceFile] {
        try Repository.textFiles().filter {
            $0.path.hasPrefix("deploy/systemd/") && $0.path.hasSuffix(".service")
        }
    }

    /// What a unit gives a setting, word by word.
    private static func values(_ key: String, in unit: SourceFile) -> [Substring] {
        unit.lines.filter { $0.hasPrefix("\(key)=") }
            .flatMap { $0.dropFirst(key.count + 1).split(separator: " ") }
    }

    @Test func `the package has the daemon's version`() throws {
        let source = try Repository.text("Sources/covisitd/Covisitd.swift")
        let changelog = try Repository.text("deploy/debian/changelog")
        let version = try #require(source.firstMatch(of: /let daemonVersion = "([^"]+)"/)?.1)
        #expect(changelog.hasPrefix("covisitd (\(version)) "), "a version begins with its entry")
    }

    @Test func `every manual page that a unit names is written`() throws {
        let generator = try Repository.text("deploy/debian/manual.py")
        let units = try Self.units()
        #expect(!units.isEmpty)
        for unit in units {
            let pages = Self.values("Documentation", in: unit).filter { $0.hasPrefix("man:") }
            #expect(!pages.isEmpty, "\(unit.path)")
            for page in pages {
                let file = page.dropFirst("man:".count).replacing("(", with: ".").dropLast()
                #expect(generator.contains("\"\(file)\""), "\(unit.path): \(page)")
            }
        }
    }

    /// postrm removes covisitd and covisitd-* in /var/{lib,cache,log}.
    @Test func `what systemd keeps for a unit is purged`() throws {
        let script = try Repository.text("deploy/debian/covisitd.postrm")
        let kinds = ["StateDirectory": "lib", "CacheDirectory": "cache", "LogsDirectory": "log"]
        for unit in try Self.units() {
            #expect(Self.values("StateDirectory", in: unit) != [], "\(unit.path)")
            for (key, kind) in kinds {
                for directory in Self.values(key, in: unit) {
                    let purged = directory.wholeMatch(of: /covisitd(-[^\/]+)?(\/.*)?/) != nil
                    #expect(purged, "\(unit.path): \(directory)")
                    #expect(script.contains(try Regex("for kind in [a-z ]*\\b\(kind)\\b")))
                }
            }
        }
    }

    @Test func `every Swift package is named with the version that is inside`() throws {
        let manifest = try Repository.text("Package.swift")
        let named = try Repository.text("deploy/debian/dependencies").split(separator: "\n")
        let wanted = manifest.matches(of: /url: "[^"]*\/([^"\/]+)"/).map { $0.1.lowercased() }
        #expect(wanted.count >= 8)
        #expect(wanted.filter { name in !named.contains { $0.hasPrefix("\(name) ") } } == [])
        #expect(named.allSatisfy { $0.wholeMatch(of: /[a-z0-9-]+ \d+\.\d+\.\d+/) != nil })
        #expect(named == named.sorted())
    }
}
