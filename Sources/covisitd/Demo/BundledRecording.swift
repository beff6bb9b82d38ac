internal import Foundation
internal import SystemPackage

/// The recording that the demo plays: 17,435 events of a real shop, see ATTRIBUTION.md beside it.
enum BundledRecording {
    static var path: FilePath? {
        Bundle.module.url(forResource: "rees46_2019oct01", withExtension: "jsonl.gz")
            .map { FilePath($0.path(percentEncoded: false)) }
    }
}
