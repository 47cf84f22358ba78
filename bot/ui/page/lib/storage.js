// What the browser keeps of the page. Where its storage is switched off or full, things last as long as the page.

/** What is kept under `key`, or null; in `area`, "sessionStorage" being this tab's own. */
export function kept(key, area = "localStorage") {
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

export function keep(key, value, area = "localStorage") {
  try {
    window[area].setItem(key, value);
  } catch {
    // the page works all the same
  }
}
