// A short word at the bottom, with at most one thing to do about it.
import { byId, el } from "./dom.js";

const STAYS = 10_000;
let timer = 0;

/** Show `text`, and a button that calls `act` where there is one to offer. */
export function toast(text, action = null, act = null) {
  clearTimeout(timer);
  const place = byId("toast");
  const button = action && el("button", { type: "button", class: "link", onclick: () => { hideToast(); act(); } }, action);
  place.replaceChildren(el("span", { class: "toast-text" }, text), ...(button ? [button] : []));
  place.hidden = false;
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover(); // above a dialog that is open
  timer = setTimeout(hideToast, action ? STAYS : STAYS / 4);
}

function hideToast() {
  clearTimeout(timer);
  const place = byId("toast");
  if (place.matches(":popover-open")) place.hidePopover();
  place.hidden = true;
}
