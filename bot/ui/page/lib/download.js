// Handing a document over to the browser, made on the page and never sent anywhere.
import { el } from "./dom.js";

/** Offer `text` as a file with this name. */
export function download({ name, media_type, text }) {
  const url = URL.createObjectURL(new Blob([text], { type: `${media_type};charset=utf-8` }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
