extension StatusPage {
    /// The curve of events a second, and the histogram of latencies; drawn in the pixels that
    /// there are, so that letters keep their size.
    static let charts = #"""
        const chartHeight = 150

        const begin = (id, name) => {
          const chart = byID(id)
          const width = Math.max(160, Math.floor(chart.clientWidth))
          chart.setAttribute('viewBox', `0 0 ${width} ${chartHeight}`)
          chart.setAttribute('aria-label', name)
          chart.replaceChildren()
          return [chart, width]
        }

        // A round number not below this one.
        const ceiling = value => {
          const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
          return [1, 2, 2.5, 5, 10].map(step => step * power).find(step => step >= value) ?? 10
        }

        // Samples of [seconds ago, value], oldest first.
        const drawCurve = (id, samples, seconds, name) => {
          const [chart, width] = begin(id, name)
          const [top, bottom] = [16, chartHeight - 18]
          const highest = ceiling(Math.max(1, ...samples.map(([, value]) => value)))
          const x = ago => width * (1 - ago / seconds)
          const y = value => bottom - (bottom - top) * value / highest
          for (const value of [0, highest / 2, highest])
            chart.append(draw('line',
              { class: 'grid', x1: 0, x2: width, y1: y(value), y2: y(value) }))
          if (samples.length > 0) {
            const points = samples.map(([ago, value]) =>
              `${x(ago).toFixed(1)},${y(value).toFixed(1)}`)
            const first = x(samples[0][0]).toFixed(1)
            const last = x(samples[samples.length - 1][0]).toFixed(1)
            chart.append(
              draw('polygon', {
                class: 'area', points: `${first},${bottom} ${points.join(' ')} ${last},${bottom}`,
              }),
              draw('polyline', { class: 'curve', points: points.join(' ') }))
          }
          chart.append(
            draw('text', { x: 0, y: top - 4 }, count(highest)),
            draw('text', { x: 0, y: chartHeight - 4 }, `${span(seconds)} ago`),
            draw('text', { x: width, y: chartHeight - 4, 'text-anchor': 'end' }, 'now'))
        }

        // Columns of [label, share], from left to right.
        const drawColumns = (id, columns, name) => {
          const [chart, width] = begin(id, name)
          const [top, bottom] = [16, chartHeight - 18]
          const step = width / Math.max(1, columns.length)
          const highest = Math.max(.01, ...columns.map(([, share]) => share))
          chart.append(draw('line', { class: 'grid', x1: 0, x2: width, y1: bottom, y2: bottom }))
          const every = Math.max(1, Math.ceil(50 / step))
          columns.forEach(([label, share], place) => {
            const height = (bottom - top) * share / highest
            if (share > 0) chart.append(draw('rect', {
              class: 'bar', x: (place * step + 1).toFixed(1), y: (bottom - height).toFixed(1),
              width: Math.max(1, step - 2).toFixed(1), height: height.toFixed(1),
            }))
            // No label sticks out.
            const middle = Math.min(width - 26, Math.max(20, (place + .5) * step)).toFixed(1)
            if (place % every === Math.floor((every - 1) / 2))
              chart.append(draw('text',
                { x: middle, y: chartHeight - 4, 'text-anchor': 'middle' }, label))
            if (share === highest && share > 0)
              chart.append(draw('text', {
                x: middle, y: bottom - height - 4,
                'text-anchor': 'middle',
              }, percent(share)))
          })
        }
        """#
}
