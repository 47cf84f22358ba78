// A value that several parts of the page share: its owner sets it, whoever draws it hears of each change.

/** `initial` as a signal: read and set its `value`, `subscribe` to its changes. */
export function signal(initial) {
  const listeners = new Set();
  let value = initial;
  return {
    get value() {
      return value;
    },
    set value(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    /** Call `listener` after each change; returns what ends that. */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Call `draw` now and after each change of one of `signals`. */
export function effect(draw, ...signals) {
  for (const each of signals) each.subscribe(draw);
  draw();
}
