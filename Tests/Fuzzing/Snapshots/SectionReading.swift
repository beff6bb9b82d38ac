// To make the parts of an engine for every input takes a hundred times as long as to read a hostile
// section. So the fuzzer, which is built for that, reaches into the core for the readers of single
// sections; the tests go through the front door.
#if FUZZING
    @testable internal import CovisitCore

    /// Reads one section beside those of a good state.
    struct SectionReading {
        private let configuration: EngineConfiguration
        private let matrixOfCaptured: [Int?]
        private let rules: [PairRules]
        private let atBeginning: DirectoryReading
        private let afterEngine: DirectoryReading
        private let afterDirectory: DirectoryReading

        init(
            _ base: SectionBytes, _ configuration: EngineConfiguration, _ migration: StateMigration
        ) throws(StateDamage) {
            self.configuration = configuration
            matrixOfCaptured = migration.matrixOfCaptured
            rules = configuration.matrices.enumerated().map { PairRules($1, index: $0) }
            var reading = DirectoryReading(EngineParts(configuration))
            atBeginning = reading
            try Self.read([base.sections[0]], of: .engine) {
                reader, progress throws(StateDamage) in
                try reading.readEngine(&reader, &progress)
            }
            afterEngine = reading
            try Self.read([base.sections[1]], of: .directory) {
                reader, progress throws(StateDamage) in
                try reading.readDirectory(&reader, &progress)
            }
            afterDirectory = reading
        }

        func read(_ replacement: Replacement) throws(StateDamage) {
            let directory = afterDirectory.parts.directory
            switch replacement.section {
            case .engine:
                var reading = atBeginning
                try Self.read(replacement.chunks, of: .engine) {
                    reader, progress throws(StateDamage) in
                    try reading.readEngine(&reader, &progress)
                }
            case .directory:
                var reading = afterEngine
                try Self.read(replacement.chunks, of: .directory) {
                    reader, progress throws(StateDamage) in
                    try reading.readDirectory(&reader, &progress)
                }
            case .sessions(let shard):
                var sessions = SessionShard(
                    configuration, rules: rules, shardCount: Engine.shardCount)
                try Self.read(replacement.chunks, of: replacement.section) {
                    reader, progress throws(StateDamage) in
                    try sessions.restore(
                        &reader, &progress, shard: shard, latest: directory.watermark,
                        items: directory.ids)
                }
            case .items(let shard):
                var items = ItemShard(configuration)
                try Self.read(replacement.chunks, of: replacement.section) {
                    reader, progress throws(StateDamage) in
                    try items.restore(
                        &reader, &progress, shard: shard, matrixOfCaptured: matrixOfCaptured,
                        latest: directory.watermark, ids: directory.ids)
                }
            }
        }

        private static func read(
            _ chunks: [[UInt8]], of section: StateSection,
            _ body: (inout StateReader, inout SectionProgress) throws(StateDamage) -> Void
        ) throws(StateDamage) {
            var progress = SectionProgress()
            for chunk in chunks {
                try StateReader.reading(chunk, of: section, &progress, body)
            }
        }
    }
#else
    internal import CovisitCore

    /// Reads one section beside those of a good state.
    struct SectionReading {
        let base: SectionBytes
        let configuration: EngineConfiguration
        let migration: StateMigration

        init(
            _ base: SectionBytes, _ configuration: EngineConfiguration, _ migration: StateMigration
        ) throws(StateDamage) {
            self.base = base
            self.configuration = configuration
            self.migration = migration
        }

        func read(_ replacement: Replacement) throws(StateDamage) {
            let restoration = EngineRestoration(configuration, migration)
            for section in [StateSection.engine, .directory]
            where section.index < replacement.section.index {
                try base.restore(section, with: restoration)
            }
            try replacement.restore(with: restoration)
        }
    }
#endif
