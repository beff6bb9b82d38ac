internal import Glibc
package import SystemPackage

/// The disk of this machine.
package struct PosixFileSystem: FileSystem {
    package init() {}

    package func makeDirectory(_ path: FilePath) throws(FileError) {
        let isNew = mkdir(path.string, 0o700) == 0
        if !isNew, errno != EEXIST {
            throw FileError("make the directory", path, Errno(rawValue: errno))
        }
        var status = stat()
        guard lstat(path.string, &status) == 0 else {
            throw FileError("look at", path, Errno(rawValue: errno))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw FileError("use", path, "it is not a directory")
        }
        guard status.st_uid == geteuid() else {
            throw FileError("use", path, "it belongs to another user")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw FileError("use", path, "others may enter it: chmod 700 it")
        }
        // Where its own name stands; that directory may be reached through a link.
        let parent = path.removingLastComponent().appending(".")
        guard stat(parent.string, &status) == 0 else {
            throw FileError("look at", parent, Errno(rawValue: errno))
        }
        guard status.st_mode & S_IWOTH == 0 || status.st_mode & S_ISVTX != 0 else {
            throw FileError("use", path, "others may put another in its place: chmod o-w \(parent)")
        }
        if isNew { try syncDirectory(parent) } else { try refuseForeignFiles(in: path) }
    }

    /// Throws where something lies in the directory that the daemon has not written: from the time
    /// when others could enter it, or put there by somebody with more rights.
    private func refuseForeignFiles(in directory: FilePath) throws(FileError) {
        for (name, status) in try look(into: directory) {
            let problem: String? =
                switch status.st_mode & S_IFMT {
                case S_IFLNK: "it is a symbolic link, which is not followed: remove it"
                case S_IFREG where status.st_uid != geteuid():
                    "it belongs to another user: chown it to the user of the daemon"
                case S_IFREG where status.st_mode & 0o077 != 0:
                    "others may read or write it: chmod 600 it"
                default: nil
                }
            if let problem { throw FileError("use", directory.appending(name), problem) }
        }
    }

    package func list(_ directory: FilePath) throws(FileError) -> [FileEntry] {
        try look(into: directory).filter { $0.status.st_mode & S_IFMT == S_IFREG }
            .map { FileEntry(name: $0.name, byteCount: Int($0.status.st_size)) }
            .sorted { $0.name < $1.name }
    }

    private func look(
        into directory: FilePath
    ) throws(FileError) -> [(name: String, status: stat)] {
        guard let stream = opendir(directory.string) else {
            throw FileError("list", directory, Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var entries: [(String, stat)] = []
        // What cannot be looked at must not pass for what is not there.
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            if lstat("\(directory)/\(name)", &status) != 0 {
                if errno != ENOENT { break }
            } else {
                entries.append((name, status))
            }
            errno = 0
        }
        if errno != 0 { throw FileError("list", directory, Errno(rawValue: errno)) }
        return entries
    }

    package func create(_ path: FilePath) throws(FileError) -> any WritableFile {
        let descriptor = try open(path, O_WRONLY | O_CREAT | O_EXCL, "create")
        return PosixFile(descriptor, path, byteCount: 0)
    }

    package func open(
        _ path: FilePath, truncatedTo byteCount: Int
    ) throws(FileError) -> any WritableFile {
        let descriptor = try open(path, O_WRONLY | O_NONBLOCK, "open")
        let file = PosixFile(descriptor, path, byteCount: byteCount)
        try file.refuseOthers(isWritten: true)
        guard ftruncate(descriptor, byteCount) == 0 else {
            throw FileError("shorten", path, Errno(rawValue: errno))
        }
        return file
    }

    package func openForReading(_ path: FilePath) throws(FileError) -> any ReadableFile {
        let descriptor = try open(path, O_RDONLY | O_NONBLOCK, "open")
        let file = PosixFile(descriptor, path, byteCount: 0)
        try file.refuseOthers()
        try file.refuseHoles()
        return file
    }

    package func rename(_ old: FilePath, to new: FilePath) throws(FileError) {
        guard Glibc.rename(old.string, new.string) == 0 else {
            throw FileError("rename", old, Errno(rawValue: errno))
        }
    }

    package func remove(_ path: FilePath) throws(FileError) {
        guard unlink(path.string) == 0 else {
            throw FileError("remove", path, Errno(rawValue: errno))
        }
    }

    package func syncDirectory(_ path: FilePath) throws(FileError) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY, "open")
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw FileError("make durable", path, Errno(rawValue: errno))
        }
    }

    package func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
        let descriptor = try open(path, O_RDWR | O_CREAT, "open")
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return PosixLock(descriptor) }
        let error = Errno(rawValue: errno)
        Glibc.close(descriptor)
        if error == .wouldBlock { return nil }
        throw FileError("lock", path, error)
    }

    private func open(
        _ path: FilePath, _ flags: Int32, _ operation: String
    ) throws(FileError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path.string, flags | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw FileError(operation, path, Errno(rawValue: errno)) }
        }
    }
}

private final class PosixLock: FileLock {
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // A child that is just being started holds the same open file until it runs.
        flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }
}
