extension StatusPage {
    /// Looks up a session or an item, and says why its lists are what they are.
    static let lookUp = #"""
        const reasonsShown = 2

        const reason = because => {
          const times = because.events ? because.events.map(event => event.type) : []
          const deed = ['clicks', 'carts', 'orders']
            .map(type => [deeds[type], times.filter(other => other === type).length])
            .filter(([, number]) => number > 0)
            .map(([word, number]) => number > 1 ? `${word} ${number} times` : word).join(', ')
          if (because.source === 'history') return make('li', {}, `the session's own: ${deed}`)
          if (because.source === 'popularity')
            return make('li', {}, `popular among ${because.type}`)
          return make('li', {}, 'goes with ', known('item', because.aid),
            ` (${deed}), ${because.matrix} `
            + `${decimals(because.weight, 2)}\u00a0≥\u00a0${decimals(because.at_least, 2)}`)
        }

        const reasons = because => {
          const strongest = [...because].sort((a, b) => b.adds - a.adds)
          const rest = because.length - reasonsShown
          return make('ul', { class: 'reasons' },
            ...strongest.slice(0, reasonsShown).map(reason),
            rest > 0 ? make('li', {}, `and ${rest} more`) : null)
        }

        const sessionAnswer = answer => [
          make('p', { class: 'quiet' }, 'Why: the session\'s own items, neighbours of them in a '
            + 'matrix with their weight and the least that it is, or what is popular.'),
          sessionLists(answer),
        ]

        // The rest is there for whoever opens it.
        const folded = (caption, columns, rows) => [
          table(caption, columns, rows.slice(0, placesShown)),
          rows.length > placesShown ? make('details', {},
            make('summary', {}, `${rows.length - placesShown} more`),
            table(`${caption}, the rest`, columns, rows.slice(placesShown))) : null,
        ]

        const listOf = (title, columns, rows, ...notes) => make('section', {},
          make('h3', {}, title), ...notes,
          ...rows.length > 0 ? folded(title, columns, rows) : [make('p', {}, 'Nothing.')])

        const sessionLists = answer => make('div', { class: 'lists' },
          ...objectives.map(([name, word]) => listOf(
            `Likely to be ${word} next`, [['Item'], ['Why']],
            answer.explain[name].map(item => [known('item', item.aid), reasons(item.because)]))))

        const itemAnswer = answer => [make('div', { class: 'lists' },
          ...Object.keys(answer.row_coverage).map(matrix => listOf(
            `Neighbours in ${matrix}`, [['Item'], ['Weight', 'number'], ['At least', 'number']],
            answer[matrix].map(neighbour => [
              known('item', neighbour.aid), decimals(neighbour.weight, 2),
              decimals(neighbour.at_least, 2),
            ]),
            make('p', { class: 'quiet' },
              `All weight ever ${decimals(answer.row_total[matrix], 1)}, `
              + `of which ${percent(answer.row_coverage[matrix])} is still there`))))]

        const lookUp = async (kind, id) => {
          byID('kind').value = kind
          byID('id').value = id
          write('answer-state', `Looking up ${kind} ${id} …`)
          byID('lookup').scrollIntoView({ block: 'nearest' })
          const path = kind === 'session'
            ? `/v1/sessions/${encodeURIComponent(id)}/recommendations?explain`
            : `/v1/items/${encodeURIComponent(id)}/related`
          try {
            const answer = await ask(path)
            byID('answer').replaceChildren(
              ...kind === 'session' ? sessionAnswer(answer) : itemAnswer(answer))
            write('answer-state', kind === 'session'
              ? `Session ${id}, newest event of ${moment(answer.ts)}`
              : `Item ${id}, as of ${moment(answer.ts)}`)
          } catch (failure) {
            byID('answer').replaceChildren()
            write('answer-state', failure.message)
          }
        }

        byID('question').addEventListener('submit', event => {
          event.preventDefault()
          lookUp(byID('kind').value, byID('id').value)
        })
        """#
}
