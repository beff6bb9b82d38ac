extension StatusPage {
    /// Shows what `/status` says.
    static let figures = #"""
        const historySeconds = 300
        const latencySeconds = 60
        // Of this page since it was opened; begun anew with the daemon.
        let history = []

        const remember = status => {
          const last = history[history.length - 1]
          if (last && status.uptime_seconds < last.at) history = []
          history.push({
            at: status.uptime_seconds, events: status.events,
            latencies: status.event_to_publish.counts,
          })
          while (history[0].at < status.uptime_seconds - historySeconds) history.shift()
        }

        const lagOf = status => {
          const records = status.partitions.map(partition => partition.lag_records)
            .filter(lag => lag !== undefined)
          const seconds = status.partitions.map(partition => partition.lag_seconds)
            .filter(lag => lag !== undefined)
          return {
            records: records.length > 0 ? records.reduce((sum, lag) => sum + lag, 0) : undefined,
            seconds: seconds.length > 0 ? Math.max(...seconds) : undefined,
          }
        }

        const showState = status => {
          const words = {
            starting: 'Starting: not consuming yet', consuming: 'Consuming',
            waiting: 'Waiting', stopping: 'Stopping',
          }
          const reason = status.reason ? `: ${status.reason}` : ''
          write('state', `${words[status.state] ?? status.state}${reason}`)
          byID('state').className =
            status.state === 'consuming' ? 'state good' : 'state warn'
          write('version', status.version)
          write('summary', `for ${span(status.uptime_seconds)}; ${count(status.events)} events, `
            + `${count(status.recommendations_published)} lists of sessions and `
            + `${count(status.related_items_published)} of items published`)
          const title = `covisitd: ${status.state}`
          if (document.title !== title) document.title = title
        }

        const showRate = status => {
          const rates = history.slice(1).map((sample, place) => {
            const before = history[place]
            return [
              status.uptime_seconds - sample.at,
              (sample.events - before.events) / Math.max(.1, sample.at - before.at),
            ]
          })
          const highest = Math.max(status.events_per_second, ...rates.map(([, rate]) => rate))
          write('rate', count(status.events_per_second))
          const age = status.uptime_seconds - history[0].at
          const seconds = Math.min(historySeconds, Math.max(1, Math.ceil(age / 60)) * 60)
          drawCurve('rate-chart', rates, seconds,
            `Events a second: ${count(status.events_per_second)} now, `
            + `${count(highest)} at most within ${span(seconds)}`)
          write('rate-note', `${count(status.sessions)} sessions and ${count(status.items)} items `
            + (status.watermark ? `held; newest event of ${moment(status.watermark)}` : 'held'))
        }

        // The time below which this share of the counts lies; the end of its range.
        const quantile = (bounds, counts, share) => {
          const total = counts.reduce((sum, number) => sum + number, 0)
          let sum = 0
          for (let place = 0; place < counts.length; place += 1) {
            sum += counts[place]
            if (sum >= total * share) return place < bounds.length
              ? `≤ ${span(bounds[place])}` : `> ${span(bounds[bounds.length - 1])}`
          }
          return '–'
        }

        const showLatency = status => {
          const { bounds_seconds: bounds, counts: now } = status.event_to_publish
          const since = history.find(sample => sample.at >= status.uptime_seconds - latencySeconds)
          const counts = now.map((number, place) =>
            number - (history.length > 1 ? since.latencies[place] : 0))
          const total = counts.reduce((sum, number) => sum + number, 0)
          const half = total > 0 ? quantile(bounds, counts, .5) : '–'
          const most = total > 0 ? quantile(bounds, counts, .99) : '–'
          write('latency', half)
          write('latency-tail', total > 0 ? `the median; 99 of 100 ${most}` : '')
          const label = place => place < bounds.length
            ? span(bounds[place]) : `> ${span(bounds[bounds.length - 1])}`
          drawColumns('latency-chart',
            counts.map((number, place) => [label(place), total > 0 ? number / total : 0]),
            `From an event's time to the list that it changed: half ${half}, 99 of 100 ${most}`)
          write('latency-note', total > 0
            ? `${count(total)} events of the last minute, by their own clocks`
            : 'no event within the last minute')
        }

        const partitionsMax = 6

        const showLag = status => {
          const lag = lagOf(status)
          write('lag', lag.records === undefined ? 'unknown' : count(lag.records))
          write('lag-time', lag.records === undefined ? ''
            : `records behind${lag.seconds === undefined ? '' : `, ${span(lag.seconds)}`}`)
          const furthest = [...status.partitions]
            .sort((a, b) => (b.lag_records ?? -1) - (a.lag_records ?? -1)
              || a.partition - b.partition)
            .slice(0, partitionsMax).sort((a, b) => a.partition - b.partition)
          const rest = status.partitions.length - furthest.length
          show('partitions', status.partitions,
            () => [table('Lag by partition', [
              ['Partition'], ['Next offset', 'number'], ['Behind', 'number'], ['Time', 'number'],
            ], furthest.map(partition => [
              partition.partition, count(partition.next_offset), count(partition.lag_records),
              partition.lag_seconds === undefined ? '–' : span(partition.lag_seconds),
            ]))],
            () => rest > 0
              ? [make('p', { class: 'quiet' }, `and ${rest} that are less far behind`)] : [])
        }

        const objectives = [['clicks', 'clicked'], ['carts', 'carted'], ['orders', 'ordered']]

        const showQuality = status => {
          const { quality } = status
          if (!quality) return write('quality-note', 'not measured: live_quality.enabled is false')
          const windows = quality.windows
          const longest = windows[windows.length - 1]
          write('quality-note', 'Recall@20: the share of events whose item was in the list that '
            + `their session had. Of ${percent(quality.share)} of the sessions, in event time.`)
          const row = (title, figure, total) =>
            [title, ...objectives.map(([name]) => figure(name)), total]
          show('quality', windows, () => [table('Recall at 20 by objective', [
            ['Recall'], ...objectives.map(([, word]) => [word, 'number']), ['all', 'number'],
          ], [
            ...windows.map(window => row(
              window.window === 'start' ? 'since start' : `last ${window.window}`,
              name => percent(window[name].all.recall), percent(window.total))),
            row('judged', name => short.format(longest[name].all.judged), ''),
            row('seen before', name => percent(longest[name].seen_share), ''),
          ])], () => [make('p', { class: 'quiet' },
            'All: weighted .10, .30, .60. Judged: events since the start. Seen before: those of '
            + 'the hits whose item the session had already.')])
        }

        const showLimits = status => {
          const { limits, memory, quality } = status
          const rows = [
            ['Sessions', limits.sessions, count], ['Items', limits.items, count],
            ['Memory', {
              used: memory.resident_bytes, max: memory.plan_bytes,
              fullness: memory.resident_bytes / Math.max(1, memory.plan_bytes),
            }, bytes],
            ...quality ? [['Sessions judged', quality.sessions, count]] : [],
          ]
          show('limits', rows, () => [table('Limits', [
            ['Limit'], ['How full'], ['Used', 'number wrapping'], ['Dropped', 'number'],
          ], rows.map(([name, limit, unit]) => [
            name,
            make('span', {}, percent(limit.fullness), meter(limit.fullness, name)),
            `${unit(limit.used)} of ${unit(limit.max)}`,
            limit.dropped === undefined ? '–' : count(limit.dropped),
          ]))])
        }

        const showSnapshots = status => {
          const { snapshots } = status
          if (!snapshots) return show('snapshots', null, () => [make('p', {},
            'None are written: without snapshots.path the state does not outlive the process.')])
          const entries = [
            ['Newest', snapshots.age_seconds === undefined
              ? 'none of this process yet' : `${span(snapshots.age_seconds)} old`],
            ['Size', snapshots.bytes === undefined ? '–' : bytes(snapshots.bytes)],
            ['Written', `${count(snapshots.written)}${snapshots.writing ? ', one under way' : ''}`],
            ['Failed', count(snapshots.failed)],
            ['Journal', bytes(snapshots.journal_bytes)],
            ...snapshots.failure ? [['Failure', snapshots.failure]] : [],
            ...snapshots.journal_resting ? [['Journal rests', snapshots.journal_resting]] : [],
          ]
          show('snapshots', entries, () => [pairs(entries)])
        }

        const showErrors = status => {
          const rejected = Object.entries(status.rejected).filter(([, number]) => number > 0)
            .sort(([, a], [, b]) => b - a)
            .map(([reason, number]) => [`rejected: ${reason}`, number])
          const refused = Object.entries(status.http.refused).filter(([, number]) => number > 0)
            .map(([reason, number]) => [`HTTP refused: ${reason}`, number])
          const rows = [
            ...rejected, ['sent to the dead-letter topic', status.dead_letters],
            ['duplicates', status.duplicates], ['too late for a full tail', status.too_late],
            ['idle sessions dropped', status.sessions_expired],
            ['idle sessions begun anew', status.sessions_restarted], ...refused,
          ]
          show('errors', rows, () => [table('Rejected and left out',
            [['What'], ['Count', 'number']],
            rows.map(([what, number]) => [what, count(number)]))])
        }

        const showStatus = status => {
          remember(status)
          showState(status)
          showRate(status)
          showLatency(status)
          showLag(status)
          showQuality(status)
          showLimits(status)
          showSnapshots(status)
          showErrors(status)
        }
        """#
}
