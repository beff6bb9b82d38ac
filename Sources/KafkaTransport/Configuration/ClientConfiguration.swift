internal import CRdkafka

/// librdkafka's configuration of one client: our defaults, then the user's properties.
struct ClientConfiguration {
    enum Role {
        case consumer
        case producer
    }

    /// Properties in the order in which they are set.
    private(set) var properties: [(name: String, value: String)]
    private(set) var problems: [KafkaConfigurationError] = []
    private let role: Role

    init(_ role: Role, _ settings: KafkaSettings) {
        self.role = role
        properties = DefaultProperties.shared(settings).map { ($0.0, $0.1) }
        switch role {
        case .consumer: properties += DefaultProperties.consumer(settings).map { ($0.0, $0.1) }
        case .producer: properties += DefaultProperties.producer(settings).map { ($0.0, $0.1) }
        }
        if role == .consumer, let id = settings.groupInstanceID {
            properties.append(("group.instance.id", id))
        }
        for (name, value) in settings.properties.sorted(by: { $0.key < $1.key }) {
            add(name, value)
        }
    }

    /// A consumer that reads what it likes, and is a member of no group: nothing is subscribed or
    /// committed, a name only has to be there.
    init(withoutGroup settings: KafkaSettings) {
        self.init(.consumer, settings)
        remove("group.instance.id")
        set("group.id", "covisitd-reader")
    }

    /// Replaces one of our defaults, for a client with a smaller task.
    mutating func set(_ name: String, _ value: String) {
        properties.append((name, value))
    }

    /// What a property was set to, if it was.
    func value(of name: String) -> String? {
        properties.last { $0.name == name }?.value
    }

    /// What no text about this client may hold.
    var secrets: SecretMask { SecretMask(properties) }

    mutating func remove(_ name: String) {
        properties.removeAll { $0.name == name }
    }

    private mutating func add(_ name: String, _ value: String) {
        if let reason = RefusedProperties.reason(against: value, of: name) {
            problems.append(.init(property: name, value: value, message: reason))
            return
        }
        switch (PropertyCatalogue.current.scope(of: name), role) {
        case (nil, _):
            problems.append(.init(property: name, value: value, message: unknown(name)))
        case (.producer, .consumer), (.consumer, .producer):
            break
        case (.both, _), (.consumer, .consumer), (.producer, .producer):
            properties.append((name, value))
        }
    }
}

private func unknown(_ property: String) -> String {
    let known = PropertyCatalogue.current.suggestion(for: property)
    let hint = known.map { "; did you mean \($0)?" } ?? ""
    return "librdkafka \(librdkafkaVersion()) has no such property\(hint)"
}

extension ClientConfiguration {
    /// Makes the client; the caller destroys it, with `destroy`.
    ///
    /// - Parameter inbox: the client holds on to it.
    /// - Parameter prepare: sets more callbacks on the configuration, which belongs to the client
    ///   afterwards.
    func makeClient(
        reportingTo inbox: ClientInbox, prepare: (_ configuration: OpaquePointer) -> Void
    ) throws -> OpaquePointer {
        if let problem = problems.first { throw problem }
        guard let configuration = rd_kafka_conf_new() else { throw outOfMemory }
        do {
            try apply(to: configuration)
            inbox.attach(to: configuration, hiding: secrets)
            prepare(configuration)
            let client = try client(with: configuration)
            inbox.retain()
            return client
        } catch {
            rd_kafka_conf_destroy(configuration)
            throw error
        }
    }

    private func apply(to configuration: OpaquePointer) throws {
        for (name, value) in properties {
            if let problem = set(name, value, in: configuration) { throw problem }
        }
    }

    private func set(
        _ name: String, _ value: String, in configuration: OpaquePointer
    ) -> KafkaConfigurationError? {
        let text = errorText { rd_kafka_conf_set(configuration, name, value, $0, $1) }
        guard text.result != RD_KAFKA_CONF_OK else { return nil }
        return KafkaConfigurationError(
            property: name, value: value, message: secrets.hiding(in: text.string))
    }

    private func client(with configuration: OpaquePointer) throws -> OpaquePointer {
        let type = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        let text = errorText { rd_kafka_new(type, configuration, $0, $1) }
        guard let client = text.result else {
            throw KafkaConfigurationError(
                property: "kafka.properties", value: "\(role)",
                message: secrets.hiding(in: text.string))
        }
        return client
    }

    private var outOfMemory: KafkaError { KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
}

extension ClientConfiguration {
    /// Everything wrong with it, found without connecting to anything.
    func findProblems() -> [KafkaConfigurationError] {
        var found = problems
        guard let configuration = rd_kafka_conf_new() else { return found }
        for (name, value) in properties {
            if let problem = set(name, value, in: configuration) { found.append(problem) }
        }
        rd_kafka_conf_destroy(configuration)
        return found.isEmpty ? findConflicts() : found
    }

    /// What only shows when a client is made of it: properties that exclude each other, key
    /// files that cannot be read.
    private func findConflicts() -> [KafkaConfigurationError] {
        var offline = self
        offline.remove("bootstrap.servers")
        do {
            let client = try offline.makeClient(reportingTo: ClientInbox()) { _ in }
            _ = destroy(client, within: .seconds(5))
            return []
        } catch let problem as KafkaConfigurationError {
            return [problem]
        } catch {
            return [.init(property: "kafka", value: "", message: "\(error)")]
        }
    }
}
