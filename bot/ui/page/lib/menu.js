// A small menu beside the button that opens it: arrows move, Enter chooses, Escape returns to the button.
import { byId, el, iconButton } from "./dom.js";

const GAP = 4;
let opener = null;

/** The button at the end of a row that opens the menu of what `items` returns; it is handed the button. */
export function menuButton(label, items) {
  const button = iconButton("more", label, () => toggleMenu(button, items(button)), "row-more");
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  return button;
}

/** Open a menu of `items` ({ words, act }) at `button`; pressing the button again closes it. */
export function toggleMenu(button, items) {
  const again = opener === button;
  closeMenu();
  if (again) return;
  opener = button;
  button.setAttribute("aria-expanded", "true");
  const choose = (act) => () => {
    closeMenu(true);
    act();
  };
  const menu = byId("menu");
  button.closest("section, main").append(menu); // a pane that is closed or out of reach would take it along
  menu.replaceChildren(...items.map(({ words, act }) => el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: choose(act) }, words)));
  menu.setAttribute("aria-label", button.getAttribute("aria-label") ?? button.textContent);
  menu.hidden = false;
  place(menu, button.getBoundingClientRect());
  menu.firstElementChild.focus({ preventScroll: true });
}

/** Close the menu; `back` returns to the button that opened it. */
function closeMenu(back = false) {
  if (opener === null) return;
  const button = opener;
  opener = null;
  byId("menu").hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (back) button.focus({ preventScroll: true });
}

function place(menu, button) {
  const { width, height } = menu.getBoundingClientRect();
  const below = button.bottom + GAP;
  menu.style.left = `${Math.max(GAP, Math.min(button.right - width, innerWidth - width - GAP))}px`;
  menu.style.top = `${below + height < innerHeight - GAP ? below : Math.max(GAP, button.top - height - GAP)}px`;
}

function step(event) {
  const items = [...byId("menu").children];
  const at = items.indexOf(document.activeElement);
  const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key in goals) {
    event.preventDefault();
    items.at(goals[event.key] % items.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation(); // a sheet behind it stays open
    closeMenu(true);
  }
}

export function startMenu() {
  byId("menu").addEventListener("keydown", step);
  addEventListener("pointerdown", ({ target }) => !byId("menu").contains(target) && !opener?.contains(target) && closeMenu());
  addEventListener("resize", () => closeMenu());
  // Only what takes the button along: elsewhere an answer may be growing.
  addEventListener("scroll", ({ target }) => target.contains(opener) && closeMenu(), true);
}
