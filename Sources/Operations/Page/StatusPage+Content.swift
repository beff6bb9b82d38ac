extension StatusPage {
    /// What stands on the page before the first answer comes.
    static let content = #"""
        <a class="skip" href="#lookup">Skip to look-up</a>
        <header>
          <div class="title">
            <h1>covisitd</h1>
            <p id="version" class="quiet"></p>
          </div>
          <p id="state" class="state" role="status">Asking the daemon …</p>
          <p id="summary" class="quiet"></p>
          <button id="pause" type="button" aria-pressed="false">Pause</button>
        </header>
        <main id="main">
          <form id="access" class="card wide" hidden aria-labelledby="access-title">
            <h2 id="access-title">Token</h2>
            <p>This daemon answers to those who have its token. It is kept until this tab is
              closed, and sent to this daemon alone.</p>
            <p><label for="token">Token</label>
              <input id="token" type="password" autocomplete="off" required>
              <button>Use it</button></p>
            <p id="access-failure" class="bad" role="alert"></p>
          </form>
          <section class="card half" aria-labelledby="rate-title">
            <h2 id="rate-title">Events a second</h2>
            <p class="figure"><span id="rate">–</span></p>
            <svg id="rate-chart" class="chart" role="img" aria-label="Events a second"></svg>
            <p class="quiet" id="rate-note"></p>
          </section>
          <section class="card half" aria-labelledby="latency-title">
            <h2 id="latency-title">From event to list</h2>
            <p class="figure"><span id="latency">–</span> <small id="latency-tail"></small></p>
            <svg id="latency-chart" class="chart" role="img"
              aria-label="From event to list"></svg>
            <p class="quiet" id="latency-note"></p>
          </section>
          <section class="card" aria-labelledby="lag-title">
            <h2 id="lag-title">Lag</h2>
            <p class="figure"><span id="lag">–</span> <small id="lag-time"></small></p>
            <div id="partitions"></div>
          </section>
          <section class="card two" aria-labelledby="sessions-title">
            <h2 id="sessions-title">Lists that change</h2>
            <p class="row"><label for="objective">Most likely to be</label>
              <select id="objective">
                <option value="clicks">clicked</option>
                <option value="carts">put into the cart</option>
                <option value="orders">ordered</option>
              </select> <span class="quiet">next, before and after a session's newest event; both
              by the counts of now</span></p>
            <div id="sessions"></div>
          </section>
          <section class="card" aria-labelledby="rising-title">
            <h2 id="rising-title">Rising items</h2>
            <p class="quiet">Clicks, carts and orders, older ones counting less: how much it grew
              within the last minute. Of items seen in passing since this page was opened.</p>
            <div id="rising"></div>
          </section>
          <section class="card wide" id="lookup" tabindex="-1" aria-labelledby="lookup-title">
            <h2 id="lookup-title">Look up</h2>
            <form id="question" class="row">
              <label for="kind">What</label>
              <select id="kind">
                <option value="session">session</option>
                <option value="item">item</option>
              </select>
              <label for="id">Id</label>
              <input id="id" required maxlength="64" autocomplete="off" spellcheck="false">
              <button>Look up</button>
            </form>
            <p id="answer-state" role="status"></p>
            <div id="answer"></div>
          </section>
          <section class="card two" aria-labelledby="quality-title">
            <h2 id="quality-title">Live quality</h2>
            <p class="quiet" id="quality-note"></p>
            <div id="quality"></div>
          </section>
          <section class="card" aria-labelledby="snapshots-title">
            <h2 id="snapshots-title">Snapshots</h2>
            <div id="snapshots"></div>
          </section>
          <section class="card two" aria-labelledby="limits-title">
            <h2 id="limits-title">Limits</h2>
            <div id="limits"></div>
          </section>
          <section class="card" aria-labelledby="errors-title">
            <h2 id="errors-title">Rejected and left out</h2>
            <div id="errors"></div>
          </section>
        </main>
        <footer class="quiet">
          <p>For programs: <a href="/status">/status</a>, <a href="/metrics">/metrics</a></p>
        </footer>
        """#
}
