extension DaemonFigures {
    /// Under the names that every process has in Prometheus.
    var processFamilies: [MetricFamily] {
        [
            .gauge(
                "process_start_time_seconds", "When the process began, seconds since 1970.",
                process.startSeconds),
            .counter(
                "process_cpu_seconds_total", "Processor time, user and system.",
                process.cpuSeconds ?? 0),
            .gauge(
                "process_resident_memory_bytes", "Memory in use.", status.memory.residentBytes),
            .gauge(
                "process_open_fds", "Open file descriptors.", process.openFiles.map(Double.init)),
            .gauge(
                "process_max_fds", "File descriptors that may be open.",
                process.openFilesMax.map(Double.init)),
            .gauge("process_threads", "Threads.", process.threads.map(Double.init)),
        ]
    }
}
