// How long something has been waited for.

/** A clock that calls `tick` at once and then every second. */
export function startClock() {
  let since = 0;
  let timer = 0;
  return {
    restart(tick) {
      clearInterval(timer);
      since = performance.now();
      timer = setInterval(tick, 1000);
      tick();
    },
    seconds: () => (performance.now() - since) / 1000,
    stop: () => clearInterval(timer),
  };
}
