internal import CovisitCore

extension Trial {
    /// The lists of a candidate in the contest's format, `session_type,labels`: a row for each
    /// session of the test and objective.
    package func submission(_ result: CandidateResult) -> String {
        var text = "session_type,labels\n"
        for (session, lists) in result.newestLists.sorted(by: { $0.key < $1.key }) {
            let name = catalogue.sessions.text(session)
            for objective in EventType.allCases {
                let items = lists.items[objective].map { catalogue.items.text($0) }
                text += "\(name)_\(objective),\(items.joined(separator: " "))\n"
            }
        }
        return text
    }
}

extension IDTable {
    /// An id as people write it.
    fileprivate func text(_ number: UInt32) -> String {
        let id = id(number)
        return id.isInteger ? "\(id.integer)" : String(decoding: arena[id.range], as: UTF8.self)
    }
}
