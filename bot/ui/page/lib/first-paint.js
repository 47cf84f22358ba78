// Runs before the first paint, so that the page never flashes in the wrong light or language.
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage is switched off: the browser's own wishes decide
    }
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = kept("haeseol.theme") ?? (dark ? "dark" : "light");
  const wished = navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
  document.documentElement.lang = kept("haeseol.language") ?? wished;
})();
