// Light and dark: as the system says, until the reader chooses.
import { byId } from "./dom.js";
import { onLanguage, say } from "./i18n.js";

const root = document.documentElement;

export function startTheme() {
  const button = byId("theme");
  const describe = () => {
    const label = say(root.dataset.theme === "dark" ? "toLight" : "toDark");
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("haeseol.theme", root.dataset.theme);
    } catch {
      // storage is switched off: the choice lasts as long as the page
    }
    describe();
  });
  onLanguage(describe);
  describe();
}
