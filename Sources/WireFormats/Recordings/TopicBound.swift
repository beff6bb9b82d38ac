/// Where in a topic to begin or to end, in each of its partitions.
package enum TopicBound: Sendable, Equatable {
    /// The first record that is there.
    case earliest
    /// Behind the last record that is there when it is asked for.
    case end
    /// Before the record with this offset.
    case offset(Int64)
    /// Before the first record whose time is this or later, milliseconds since 1970.
    case time(Int64)
}
