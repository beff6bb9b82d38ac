internal import CRdkafka

/// Where the rebalance callback leaves the group's decisions until the source answers them.
///
/// The callback runs inside the source's own calls, on its thread: no lock.
final class ConsumerInbox: ClientInbox {
    enum Rebalance: Equatable {
        /// These partitions are ours from now on.
        case assign([Int32])
        /// Everything is taken back; `lost`: others may have it already.
        case revoke(lost: Bool)
    }

    private(set) var rebalances: [Rebalance] = []

    /// Whether the group took our partitions away without waiting for us.
    var isAssignmentLost: Bool { rebalances.contains(.revoke(lost: true)) }

    func answered() {
        rebalances.removeFirst()
    }

    func attachRebalances(to configuration: OpaquePointer) {
        rd_kafka_conf_set_rebalance_cb(configuration) { client, code, partitions, opaque in
            guard let client, let opaque else { return }
            Unmanaged<ConsumerInbox>.fromOpaque(opaque).takeUnretainedValue()
                .take(code, partitions, of: client)
        }
    }

    private func take(
        _ code: rd_kafka_resp_err_t,
        _ partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
        of client: OpaquePointer
    ) {
        if code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS, let partitions {
            let list = PartitionList(borrowing: partitions)
            rebalances.append(.assign(list.map(\.partition)))
        } else {
            rebalances.append(.revoke(lost: rd_kafka_assignment_lost(client) != 0))
        }
    }
}
