extension StatusPage {
    /// Shows what `/v1/sample` says: lists that change, and items that rise.
    static let samples = #"""
        const placesShown = 10
        const deeds = { clicks: 'clicked', carts: 'put into the cart', orders: 'ordered' }
        let sample = null

        // What became of each item: its place before, or nothing.
        const moves = (before, after) => after.map((item, place) => {
          const earlier = before.indexOf(item)
          if (earlier < 0) return { item, kind: 'new', sign: 'new', words: 'new' }
          const by = earlier - place
          if (by > 0) return { item, kind: 'up', sign: `▲ ${by}`, words: `up by ${by}` }
          if (by < 0) return { item, kind: 'down', sign: `▼ ${-by}`, words: `down by ${-by}` }
          return { item, kind: 'same', sign: '', words: 'as before' }
        })

        const changedList = (before, after) => make('ol', {},
          ...moves(before, after).slice(0, placesShown).map((move, place) => make('li', {},
            make('span', { class: 'rank' }, `${place + 1}`),
            make('span', { class: `move ${move.kind}`, 'aria-hidden': 'true' }, move.sign),
            known('item', move.item),
            make('span', { class: 'hidden' }, move.words))))

        const changedSession = (session, objective) => {
          const [before, after] = [session.before[objective], session.after[objective]]
          const left = before.filter(item => !after.includes(item)).length
          const fresh = after.filter(item => !before.includes(item)).length
          return make('article', {},
            make('h3', {}, known('session', session.session)),
            make('p', { class: 'quiet' }, `${deeds[session.type]}: `, known('item', session.aid),
              `, ${moment(session.ts)}. ${fresh} of ${after.length} are new, ${left} left.`),
            changedList(before, after))
        }

        const isPointedAt = node => node.matches(':hover') || node.contains(document.activeElement)

        const showSessions = () => {
          const objective = byID('objective').value
          show('sessions', [sample.sessions, objective], () => sample.sessions.length === 0
            ? [make('p', {}, 'No session was active since this page was opened.')]
            : [make('div', { class: 'cards' },
              ...sample.sessions.map(session => changedSession(session, objective)))])
        }

        const showRising = () => {
          show('rising', sample.rising, () => sample.rising.length === 0
            ? [make('p', {}, 'None yet.')]
            : [table('Items whose popularity rises', [
              ['Item'], ['Grew by', 'number'], ['Now', 'number'],
            ], sample.rising.map(item => [
              known('item', item.aid), `+${decimals(item.rise, item.rise < 10 ? 1 : 0)}`,
              decimals(item.popularity, item.popularity < 100 ? 1 : 0),
            ]))])
        }

        // What somebody reads or points at stays until they have done.
        const showSample = answer => {
          sample = answer
          if (!isPointedAt(byID('sessions'))) showSessions()
          if (!isPointedAt(byID('rising'))) showRising()
        }

        byID('objective').addEventListener('change', () => { if (sample) showSessions() })
        """#
}
