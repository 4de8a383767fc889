// The state of all backends, as received from the stream.

export const fleet = {
  hello: null,
  skew: 0, // server clock minus our clock
  health: { phase: 'Starting' },
  link: 'connecting',
  lastEvent: 0,
  listed: false,
  backends: new Map(),
};

let stale = null; // backends that a new stream has not confirmed yet

export const now = () => Date.now() + fleet.skew;

const seen = () => { fleet.lastEvent = Date.now(); };

// eventHandlers handle the events of the stream. onChange is called after each, onFlip with a backend whose engine changed.
export function eventHandlers(onChange, onFlip) {
  return {
    hello(hello) {
      fleet.hello = hello;
      fleet.skew = Date.parse(hello.now) - Date.now();
      stale = new Set(fleet.backends.keys());
      seen();
      onChange();
    },
    health(health) {
      fleet.health = health;
      onChange();
    },
    backend(backend) {
      seen();
      stale?.delete(backend.key);
      const before = fleet.backends.get(backend.key);
      fleet.backends.set(backend.key, backend);
      if (before && before.active && backend.active !== before.active) onFlip(backend, before);
      onChange(backend.key);
    },
    deleted(key) {
      seen();
      fleet.backends.delete(key);
      onChange(key);
    },
    listed() {
      for (const key of stale ?? []) fleet.backends.delete(key);
      stale = null;
      fleet.listed = true;
      onChange();
    },
    heartbeat(beat) {
      seen();
      fleet.skew = Date.parse(beat.now) - Date.now();
    },
  };
}

export const needsAttention = (backend) => backend.state !== 'OK';

// sorted are the backends by name, an order that does not change while somebody reads.
export function sorted(filter) {
  const all = [...fleet.backends.values()].filter(filter);
  return all.sort((a, b) => a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name));
}
