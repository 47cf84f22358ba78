// The system's own voices, and no others: a voice that is not on this machine would hear what is read.

const speech = window.speechSynthesis;

export const canSpeak = () => Boolean(speech && window.SpeechSynthesisUtterance);

const LANGUAGES = { ko: "ko-KR", en: "en-US" };

/** The language that a sentence is read in: Korean as soon as it has Hangul. */
export const spokenIn = (text) => (/[가-힣]/.test(text) ? "ko" : "en");

/** A voice on this machine for a language, its own choice first; null where there is none. */
export function voiceOf(tongue) {
  const fitting = speech.getVoices().filter(({ localService, lang }) => localService && lang.toLowerCase().replace("_", "-").startsWith(tongue));
  return fitting.find((voice) => voice.default) ?? fitting[0] ?? null;
}

/** Call `ready` when the system has said which voices there are; some browsers do so late, some never. */
export function whenVoices(ready) {
  if (speech.getVoices().length > 0) ready();
  else {
    const once = () => {
      clearTimeout(timer);
      speech.removeEventListener("voiceschanged", once);
      ready();
    };
    const timer = setTimeout(once, 1_000);
    speech.addEventListener("voiceschanged", once);
  }
}

/** Speak one sentence; `ended` is told whether it was spoken to its end. Returns false where no voice here speaks its language. */
export function speak(text, rate, ended) {
  const tongue = spokenIn(text);
  const voice = voiceOf(tongue);
  if (voice === null) return false;
  const said = new SpeechSynthesisUtterance(text);
  Object.assign(said, { voice, lang: voice.lang || LANGUAGES[tongue], rate });
  said.onend = () => ended(true);
  said.onerror = () => ended(false);
  speech.speak(said);
  return true;
}

export const hush = () => speech.cancel();
