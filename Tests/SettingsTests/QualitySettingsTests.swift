import Settings
import Testing

struct QualitySettingsTests {
    @Test func `windows are ascending, each once`() throws {
        let settings = try DaemonSettings.load(
            file: nil, environment: ["COVISITD_LIVE_QUALITY_WINDOWS": "1d,15m,24h"],
            overrides: [])
        #expect(settings.liveQuality.windows == [.seconds(900), .seconds(86_400)])
        let shown = settings.effective.first { $0.key == "live_quality.windows" }
        #expect(shown?.value == "[15m, 1d]")
    }

    @Test func `there may be no window but that of all time`() throws {
        let text = "live_quality:\n  windows: []\n"
        let settings = try DaemonSettings.load(text: text, name: "my.yaml")
        #expect(settings.liveQuality.windows == [])
    }

    @Test(arguments: ["1s", "31d", "1 hour", "soon", "99999999999999999999d"])
    func `a window that is none is refused, with the limits`(window: String) throws {
        let error = try #require(throws: SettingsError.self) {
            try DaemonSettings.load(
                text: "live_quality:\n  windows: [1h, \(window)]\n", name: "my.yaml")
        }
        #expect("\(error)".contains("my.yaml:2"), "\(error)")
        #expect("\(error)".contains("1m to 30d"), "\(error)")
    }

    @Test func `what is watched does not change the digest`() throws {
        let quiet = try DaemonSettings.load(
            file: nil, environment: [:], overrides: ["live_quality.enabled=false"])
        #expect(quiet.digest == DaemonSettings().digest)
    }
}
