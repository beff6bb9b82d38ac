internal import Glibc
internal import SystemPackage

/// How much memory this process has, in bytes, as the kernel tells; 0 where it does not.
enum ProcessMemory {
    /// In use now.
    static var resident: Int { field("VmRSS:") }

    /// The most that was ever in use. Not `getrusage`: that counts the memory of whoever started
    /// the process, too.
    static var residentMax: Int { field("VmHWM:") }

    /// What the machine has.
    static var ofMachine: Int {
        Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func field(_ name: String) -> Int {
        let text = KernelFile.text("/proc/self/status") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        let kibibytes = line?.dropFirst(name.count).split { $0 == " " || $0 == "\t" }.first
        return (kibibytes.flatMap { Int($0) } ?? 0) * 1_024
    }
}
