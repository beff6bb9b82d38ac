package import StreamPipeline
internal import WireFormats

/// Takes everything and keeps nothing: for runs that only count or measure.
package actor DiscardingSink: RecommendationSink {
    package init() {}

    package func publish(_ records: EncodedRecords) {}
    package func publish(rejected records: [RejectedRecord], from source: String) {}
    package func flush() {}
    package func close() {}
}
