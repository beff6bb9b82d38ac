/// What goes wrong with a simulated disk, as chances for each operation.
package struct DiskFaults: Sendable {
    /// Input/output errors.
    package var write = 0.0
    package var sync = 0.0
    package var read = 0.0
    /// Errors of create, rename and remove.
    package var name = 0.0
    package var syncDirectory = 0.0
    /// Chance, a write, that the disk is full; for so many operations.
    package var full = 0.0
    package var fullFor = 30
    /// Whether the files of the order journal are left in peace.
    package var sparesJournal = true

    package init() {}

    package static var none: DiskFaults { DiskFaults() }
}
