import Glibc
import SystemPackage

enum Environment {
    /// Where data sets lie that may not be copied into the repository.
    static var dataFolder: FilePath? {
        getenv("COVISITD_DATA").map { FilePath(String(cString: $0)) }
    }
}
