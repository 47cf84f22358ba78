// The picture of a page that was read by machine.
import { el } from "../lib/dom.js";
import { say } from "../lib/i18n.js";

/** A link that shows the picture of a page, from 1, of an article's newest version. */
export function pictureLink(articleId, page) {
  const href = `scan/${page}?article=${encodeURIComponent(articleId)}`;
  return el("a", { href, target: "_blank", rel: "noopener", class: "page-picture" }, say("pagePicture", { page }));
}
