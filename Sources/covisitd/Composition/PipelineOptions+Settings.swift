internal import Backtest
internal import CovisitCore
internal import Glibc
internal import Settings
internal import StreamPipeline

extension PipelineOptions {
    init(_ settings: DaemonSettings) {
        self.init()
        workers =
            settings.workers > 0 ? settings.workers : Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        if settings.liveQuality.enabled {
            step.judged = LiveQualityOptions(settings.liveQuality).sample
        }
        includeScores = settings.output.includeScores
        checkpoints.interval = settings.snapshots.interval
        checkpoints.eventsMax = settings.snapshots.eventsMax
        checkpoints.capturedBytesMax = settings.snapshots.memoryByteCountMax
    }
}

extension DaemonSettings {
    /// What the engine computes, related items too where they are published.
    var engineWithRelatedItems: EngineConfiguration {
        var configuration = engine
        configuration.relatedIntervalMilliseconds =
            output.relatedItemsEnabled
            ? Int64(output.relatedItemsInterval / .milliseconds(1)) : nil
        return configuration
    }
}
