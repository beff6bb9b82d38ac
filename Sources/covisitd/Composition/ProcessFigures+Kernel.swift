internal import Glibc
internal import Operations
internal import SystemPackage

extension ProcessFigures {
    /// As the kernel tells now.
    static var current: ProcessFigures {
        var figures = ProcessFigures()
        figures.startSeconds = startOfProcess
        if let user = statistics(14), let system = statistics(15) {
            figures.cpuSeconds = seconds(ticks: user + system)
        }
        figures.openFiles = openFileCount()
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.openFilesMax = Int(clamping: limit.rlim_cur)
        }
        figures.threads = statistics(20)
        figures.memoryLimitBytes = ([ProcessMemory.ofMachine] + controlGroupLimits()).min()
        return figures
    }

    private static let startOfProcess: Double? = {
        guard let start = statistics(22),
            let uptime = KernelFile.text("/proc/uptime")?.split(separator: " ").first
                .flatMap({ Double($0) })
        else { return nil }
        return Double(wallClockMilliseconds()) / 1_000 - (uptime - seconds(ticks: start))
    }()

    private static func seconds(ticks: Int) -> Double {
        Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// A field of /proc/self/stat, counted from 1 as in proc(5); from 3 on, behind the program's
    /// name, which may hold anything.
    private static func statistics(_ field: Int) -> Int? {
        guard let text = KernelFile.text("/proc/self/stat"), let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.indices.contains(field - 3) ? Int(fields[field - 3]) : nil
    }

    private static func openFileCount() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Without the two names that every folder has, and the one that is open for this.
        return count - 3
    }

    /// memory.max of our control group (version 2) and those around it, as far as they are seen.
    private static func controlGroupLimits() -> [Int] {
        let line = KernelFile.text("/proc/self/cgroup")?.split(separator: "\n")
            .first { $0.hasPrefix("0::/") }
        guard let line else { return [] }
        var group = FilePath("/sys/fs/cgroup\(line.dropFirst("0::".count))")
        var limits: [Int] = []
        while group != "/sys/fs" {
            let text = KernelFile.text(group.appending("memory.max"))
            if let limit = text.flatMap({ Int($0.prefix { $0.isNumber }) }) { limits.append(limit) }
            guard group.removeLastComponent() else { break }
        }
        return limits
    }
}
