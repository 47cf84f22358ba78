// Every text that a reader may see, by its key, in both languages side by side.
// Korean in 해요체; both say what happened, what it means and what to do.
import { CHAT } from "./chat.js";
import { ERRORS } from "./errors.js";
import { EVIDENCE } from "./evidence.js";
import { FRAME } from "./frame.js";
import { GUIDE } from "./guide.js";
import { LIBRARY } from "./library.js";
import { MODELS } from "./models.js";
import { OVERVIEW } from "./overview.js";
import { SETTINGS } from "./settings.js";

export const MESSAGES = { ...FRAME, ...CHAT, ...EVIDENCE, ...LIBRARY, ...GUIDE, ...OVERVIEW, ...MODELS, ...SETTINGS, ...ERRORS };
