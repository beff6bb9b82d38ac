extension StatusPage {
    /// Asks the daemon, once a second while somebody can see the page.
    static let polling = #"""
        const statusEvery = 1000
        const sampleEvery = 3000
        const tokenKey = 'covisitd-token'
        let isPaused = false
        let needsToken = false
        let timer = null
        let lastAnswer = performance.now()
        let lastSample = -sampleEvery

        // Integers of more digits than a number holds become texts, so that ids stay what they are.
        const parse = text => JSON.parse(text.replace(
          /"(?:[^"\\]|\\.)*"|(?<![\w.])-?\d{16,}(?![\d.eE])/g,
          piece => piece.startsWith('"') ? piece : `"${piece}"`))

        const ask = async path => {
          const token = sessionStorage.getItem(tokenKey)
          const answer = await fetch(path, {
            headers: token ? { Authorization: `Bearer ${token}` } : {},
            cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(10000),
          })
          const text = await answer.text()
          if (answer.status === 401) askForToken(token !== null)
          if (answer.ok) return parse(text)
          let message = `${answer.status} ${answer.statusText}`
          try { message = JSON.parse(text).error ?? message } catch { /* not the daemon's */ }
          throw new Error(message)
        }

        const askForToken = wasWrong => {
          needsToken = true
          byID('access').hidden = false
          write('state', 'A token is needed')
          byID('state').className = 'state warn'
          write('access-failure', wasWrong ? 'The daemon does not take this token.' : '')
          byID('token').focus()
        }

        byID('access').addEventListener('submit', event => {
          event.preventDefault()
          sessionStorage.setItem(tokenKey, byID('token').value)
          byID('token').value = ''
          byID('access').hidden = true
          needsToken = false
          write('access-failure', '')
          poll()
        })

        const isAsking = () => !isPaused && !needsToken && !document.hidden

        // Nothing where there is no answer: /status says why the engine is busy, and silence shows.
        const attempt = async path => {
          try { return await ask(path) } catch { return null }
        }

        const showSilence = () => {
          if (needsToken || performance.now() - lastAnswer < 3 * statusEvery) return
          write('state', 'No answer from the daemon; asking again')
          byID('state').className = 'state bad'
          byID('main').classList.add('stale')
        }

        const showAnswers = async () => {
          const status = await attempt('/status')
          if (status === null) return showSilence()
          lastAnswer = performance.now()
          byID('main').classList.remove('stale')
          showStatus(status)
          if (lastAnswer - lastSample < sampleEvery) return
          lastSample = lastAnswer
          const answer = await attempt('/v1/sample')
          if (answer !== null) showSample(answer)
        }

        // One round of questions at a time.
        let isPolling = false
        const poll = async () => {
          clearTimeout(timer)
          if (isPolling || !isAsking()) return
          isPolling = true
          try {
            await showAnswers()
          } finally {
            isPolling = false
            if (isAsking()) timer = setTimeout(poll, statusEvery)
          }
        }

        byID('pause').addEventListener('click', () => {
          isPaused = !isPaused
          byID('pause').setAttribute('aria-pressed', isPaused)
          write('pause', isPaused ? 'Go on' : 'Pause')
          poll()
        })
        document.addEventListener('visibilitychange', poll)
        poll()
        """#
}
