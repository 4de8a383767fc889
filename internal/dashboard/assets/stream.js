// The stream of changes. It reconnects by itself, and then gets all backends again.

const silence = 16_000; // the server sends a heartbeat every 5 s
const leaveHidden = 60_000; // a browser has few connections to one host, so that a hidden page gives its own back
const longest = 5_000;

export function listen(handlers, onState) {
  let source = null;
  let watchdog = 0;
  let retry = 0;
  let hiding = 0;
  let failures = 0;

  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, silence);
  };
  const close = () => {
    clearTimeout(watchdog);
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const lost = () => {
    close();
    onState('lost');
    failures += 1;
    retry = setTimeout(open, Math.min(longest, 500 * 2 ** failures) * (0.75 + Math.random() / 2));
  };
  const open = () => {
    close();
    source = new EventSource('/api/stream');
    source.onerror = lost;
    for (const name of ['hello', 'health', 'backend', 'deleted', 'listed', 'heartbeat']) {
      source.addEventListener(name, (event) => {
        alive();
        if (name === 'hello') {
          failures = 0;
          onState('open');
        }
        handlers[name]?.(JSON.parse(event.data));
      });
    }
    alive();
  };

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { close(); onState('away'); }, leaveHidden);
    else if (!source) open();
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => { if (event.persisted) open(); });
  open();
}
