// Words of an article in the other language: made by the answering model when a reader wants them, and marked as that.
import { stream } from "../lib/api.js";
import { startClock } from "../lib/clock.js";
import { el, prose } from "../lib/dom.js";
import { language, say, seconds, wordsOf } from "../lib/i18n.js";

const AGAIN = 2_000; // milliseconds after which one that gave way to a question is tried again

const known = new Map(); // finished translations
let going = null; // the one that is being made: { key, abort }

const keyOf = ({ article, version, words, into }) => JSON.stringify([article, version, words, into]);

/** The finished translation of `wanted`, or null. */
export const knownTranslation = (wanted) => known.get(keyOf(wanted)) ?? null;

/**
 * Translate `wanted` ({ article, version, words, into }) and call `draw` with { state, ... } whenever there is news. One is
 * made at a time: a new wish ends the one before, which is told that it ended. Returns what ends the calls; the work goes on, so that it is there later.
 */
export function translate(wanted, draw) {
  const key = keyOf(wanted);
  let listening = true;
  const clock = startClock();
  const tell = (news) => listening && draw(news);
  const end = () => {
    listening = false;
    clock.stop();
  };
  const wait = (state) => clock.restart(() => tell({ state, waited: clock.seconds() }));
  const run = async () => {
    const done = known.get(key);
    if (done) {
      tell(done);
      return;
    }
    if (going?.key !== key) going?.abort.abort();
    const mine = { key, abort: new AbortController() };
    going = mine;
    wait("waiting");
    const last = await follow(wanted, mine, (text) => {
      clock.stop();
      tell({ state: "draft", text, into: wanted.into });
    });
    if (going === mine) going = null;
    clock.stop();
    if (last === null) {
      tell({ state: "ended" });
      return;
    }
    if (last.type === "translation") known.set(key, { ...last, state: "done", into: wanted.into });
    if (last.name === "QuestionFirst" && listening) {
      wait("gaveWay");
      setTimeout(() => listening && run(), AGAIN);
    } else tell(known.get(key) ?? { state: "failed", error: last });
  };
  run();
  return end;
}

/** The last event, a translation or an error; null where another wish ended it. */
async function follow(wanted, mine, draft) {
  let last = null;
  const data = [wanted.article, wanted.version, wanted.words, wanted.into];
  for await (const event of stream("translate", data, mine.abort.signal)) {
    if (event.type === "draft") draft(event.text);
    else if (event.type === "translation") last = event;
    else if (event.type === "error") last ??= event; // one that only cannot be kept is there all the same
  }
  return mine.abort.signal.aborted ? null : last;
}

/** A translation as nodes, in whatever state it is. */
export function translationNodes(now) {
  if (now.state === "ended") return [];
  if (now.state === "failed") return [el("p", { class: "facts" }, prose(wordsOf(now.error)))];
  if (now.state === "waiting" || now.state === "gaveWay") {
    const what = say(now.state === "waiting" ? "translating" : "translationWaits");
    return [el("p", { class: "facts" }, now.waited < 3 ? `${what}…` : `${what} · ${seconds(now.waited)}`)];
  }
  const doubt = now.doubt ? say("translationDoubt", { why: now.doubt[language.value] }) : null;
  const title = now.model ? say("translationBy", { name: now.model }) : null;
  return [
    el("p", { class: "facts", title }, el("span", { class: "machine" }, say("translated")), ` ${say("translationFallible")}`),
    el("p", { class: now.state === "draft" ? "draft" : null, lang: now.into }, now.text),
    doubt && el("p", { class: "doubt" }, doubt),
  ].filter(Boolean);
}
