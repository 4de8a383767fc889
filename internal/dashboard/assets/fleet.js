// What is known of all backends, as the stream tells it.

export const fleet = {
  hello: null,
  skew: 0, // how far the server's clock is ahead of ours
  health: { phase: 'Starting' },
  link: 'connecting',
  lastHeard: 0,
  listed: false,
  backends: new Map(),
};

let untold = null; // those that a new stream has not told of yet

export const now = () => Date.now() + fleet.skew;

const heard = () => { fleet.lastHeard = Date.now(); };

// hearing are the events of the stream. changed is called after each, moved with a backend whose engine changed.
export function hearing(changed, moved) {
  return {
    hello(hello) {
      fleet.hello = hello;
      fleet.skew = Date.parse(hello.now) - Date.now();
      untold = new Set(fleet.backends.keys());
      heard();
      changed();
    },
    health(health) {
      fleet.health = health;
      changed();
    },
    backend(backend) {
      heard();
      untold?.delete(backend.key);
      const before = fleet.backends.get(backend.key);
      fleet.backends.set(backend.key, backend);
      if (before && before.active && backend.active !== before.active) moved(backend, before);
      changed(backend.key);
    },
    gone(key) {
      heard();
      fleet.backends.delete(key);
      changed(key);
    },
    listed() {
      for (const key of untold ?? []) fleet.backends.delete(key);
      untold = null;
      fleet.listed = true;
      changed();
    },
    beat(beat) {
      heard();
      fleet.skew = Date.parse(beat.now) - Date.now();
    },
  };
}

export const needsAttention = (backend) => backend.state !== 'Well';

// sorted are the backends by name. A list that moves while somebody reads it is of no use.
export function sorted(sieve) {
  const all = [...fleet.backends.values()].filter(sieve);
  return all.sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name));
}
