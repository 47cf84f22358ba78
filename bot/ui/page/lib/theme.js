// Light and dark: as the system says, until the reader chooses.
import { byId } from "./dom.js";
import { language, say } from "./i18n.js";
import { effect, signal } from "./signal.js";
import { keep } from "./storage.js";

const root = document.documentElement;

export function startTheme() {
  const theme = signal(root.dataset.theme);
  const button = byId("theme");
  button.addEventListener("click", () => {
    theme.value = theme.value === "dark" ? "light" : "dark";
    keep("haeseol.theme", theme.value);
  });
  effect(() => {
    root.dataset.theme = theme.value;
    button.title = say(theme.value === "dark" ? "toLight" : "toDark");
    button.setAttribute("aria-label", button.title);
  }, theme, language);
}
