internal import FoundationEssentials
internal import SystemPackage

/// The recording that the demo plays: 17,435 events of a real shop, see ATTRIBUTION.md beside it.
///
/// It is looked for beside the program, where a build leaves it, and in `../share/covisitd`, where
/// the package has it. `Bundle.module` would not do: it has the path of the build compiled in.
enum BundledRecording {
    private static let folders = ["covisitd_covisitd.resources", "../share/covisitd"]
    private static let name = "rees46_2019oct01.jsonl.gz"

    static var path: FilePath? {
        let files = FileManager.default
        guard let program = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        let home = FilePath(program).removingLastComponent()
        return folders.map { home.appending($0).appending(name).lexicallyNormalized() }
            .first { files.fileExists(atPath: $0.string) }
    }
}
