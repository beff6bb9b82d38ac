internal import CRdkafka
internal import Glibc

/// Frees a client, unless that takes longer than this; false when it does.
///
/// Freeing waits for librdkafka's threads, which may not end. So it waits on a thread of its own,
/// which is left behind with the client when the time is over, as is the inbox that the client
/// holds.
func destroy(_ client: OpaquePointer, flags: Int32 = 0, within timeout: Duration) -> Bool {
    let inbox = rd_kafka_opaque(client)
    let ending = UnsafeMutablePointer<Ending>.allocate(capacity: 1)
    ending.initialize(to: Ending(client: client, flags: flags))
    sem_init(&ending.pointee.isOver, 0, 0)
    var thread = pthread_t()
    let result = pthread_create(
        &thread, nil,
        { argument in
            if let ending = argument?.assumingMemoryBound(to: Ending.self) {
                rd_kafka_destroy_flags(ending.pointee.client, ending.pointee.flags)
                sem_post(&ending.pointee.isOver)
            }
            return nil
        }, ending)
    // Without a thread for it the process is at its limits; the client is left behind.
    guard result == 0 else { return false }
    guard waitsSuccessfully(&ending.pointee.isOver, for: timeout) else {
        pthread_detach(thread)
        return false
    }
    pthread_join(thread, nil)
    sem_destroy(&ending.pointee.isOver)
    ending.deallocate()
    ClientInbox.release(inbox)
    return true
}

/// What the caller and the thread share; left to the thread when the time is over.
private struct Ending {
    let client: OpaquePointer
    let flags: Int32
    var isOver = sem_t()
}

private func waitsSuccessfully(
    _ semaphore: UnsafeMutablePointer<sem_t>, for timeout: Duration
) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    let nanoseconds = deadline.tv_nsec + Int(max(0, timeout.milliseconds)) * 1_000_000
    deadline.tv_sec += nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    while sem_timedwait(semaphore, &deadline) != 0 {
        if errno != EINTR { return false }
    }
    return true
}
