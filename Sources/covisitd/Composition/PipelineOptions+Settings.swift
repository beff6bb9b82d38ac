internal import Glibc
internal import Settings
internal import StreamPipeline

extension PipelineOptions {
    init(_ settings: DaemonSettings) {
        self.init()
        workers =
            settings.workers > 0 ? settings.workers : Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        includeScores = settings.output.includeScores
        relatedItemsInterval =
            settings.output.relatedItemsEnabled
            ? Int64(settings.output.relatedItemsInterval / .milliseconds(1)) : nil
    }
}
