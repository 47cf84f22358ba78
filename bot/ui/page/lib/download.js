// Handing a document over to the browser, made on the page and never sent anywhere.
import { el } from "./dom.js";

/** Offer `text`, or what `base64` stands for, as a file with this name. */
export function download({ name, media_type, text, base64 }) {
  const blob = base64 === undefined ? new Blob([text], { type: `${media_type};charset=utf-8` }) : new Blob([bytesOf(base64)], { type: media_type });
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
