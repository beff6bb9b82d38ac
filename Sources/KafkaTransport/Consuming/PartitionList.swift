internal import CRdkafka

/// librdkafka's list of partitions with offsets.
final class PartitionList: Sequence {
    typealias Element = rd_kafka_topic_partition_t

    let list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    private let isOwned: Bool

    init(capacity: Int) {
        list = rd_kafka_topic_partition_list_new(Int32(capacity))
        isOwned = true
    }

    /// A view of somebody else's list, for as long as that lives.
    init(borrowing list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
        self.list = list
        isOwned = false
    }

    /// Partitions of one topic, in ascending order.
    convenience init(_ topic: String, _ offsets: [Int32: Int64]) {
        self.init(capacity: offsets.count)
        for (partition, offset) in offsets.sorted(by: { $0.key < $1.key }) {
            add(topic, partition, offset: offset)
        }
    }

    deinit {
        if isOwned { rd_kafka_topic_partition_list_destroy(list) }
    }

    func add(_ topic: String, _ partition: Int32, offset: Int64) {
        let element = rd_kafka_topic_partition_list_add(list, topic, partition)
        element?.pointee.offset = offset
    }

    func makeIterator() -> UnsafeMutableBufferPointer<Element>.Iterator {
        UnsafeMutableBufferPointer(
            start: list.pointee.elems, count: Int(list.pointee.cnt)
        ).makeIterator()
    }
}
