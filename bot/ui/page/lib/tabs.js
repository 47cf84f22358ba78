// The two lists on the left: the articles and the conversations. Arrows move between their tabs.
import { byId } from "./dom.js";

const NAMES = ["articles", "conversations"];

/** Show one of the lists. */
export function showTab(name) {
  for (const each of NAMES) {
    const chosen = each === name;
    const tab = byId(`tab-${each}`);
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(`panel-${each}`).hidden = !chosen;
  }
}

export function startTabs() {
  for (const name of NAMES) {
    const tab = byId(`tab-${name}`);
    tab.addEventListener("click", () => showTab(name));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = NAMES.find((each) => each !== name);
      showTab(other);
      byId(`tab-${other}`).focus();
    });
  }
  showTab("articles");
}
