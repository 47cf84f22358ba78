// Addresses are from where the page is: a proxy may have it below a path.
// Gradio's protocol: quick looks are one request; work joins the queue and streams what it yields.
import { inBoth } from "./i18n.js";

const broken = (key, request = "") => ({ type: "error", name: key, request, ...inBoth(key) });

const SIGN_IN = 401;

/** The error that a response which is not ok stands for: what the gate says has one line in each language. */
async function refused(response) {
  if (response.status === SIGN_IN) location.reload(); // the server answers with the page to sign in
  const request = response.headers.get("x-request-id") ?? "";
  const [ko, en] = response.headers.get("content-type")?.startsWith("text/plain") ? (await response.text()).split("\n") : [];
  return ko && en ? { type: "error", name: "refused", request, ko, en } : broken("bug", request);
}

const post = (path, body) =>
  fetch(`gradio_api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** What the endpoint `name` returns for `data`; an {type: "error"} where something is wrong. Never throws. */
export async function look(name, ...data) {
  try {
    const response = await post(`run/${name}`, { data });
    return response.ok ? (await response.json()).data[0] : await refused(response);
  } catch {
    return broken("unreachable");
  }
}

/**
 * Yield what the endpoint `name` yields, and {type: "place", ahead} while it waits in the line.
 * Errors come as {type: "error"}; aborting `signal` ends it quietly and stops the work at the server.
 */
export async function* stream(name, data, signal) {
  const session_hash = crypto.getRandomValues(new Uint32Array(2)).join("");
  try {
    const joined = await post(`call/${name}`, { data, session_hash });
    if (!joined.ok) {
      yield await refused(joined);
      return;
    }
    const request = joined.headers.get("x-request-id") ?? "";
    const response = await fetch(`gradio_api/queue/data?session_hash=${session_hash}`, signal?.aborted ? {} : { signal });
    if (signal?.aborted) {
      await response.body.cancel(); // hanging up is what stops the work
      return;
    }
    let yielded = false;
    for await (const message of messages(response.body)) {
      if (message.msg === "estimation") yield { type: "place", ahead: message.rank };
      else if (message.msg === "process_starts") yield { type: "place", ahead: 0 };
      else if (message.msg === "process_generating" && message.success) {
        yielded = true;
        yield message.output.data[0];
      } else if (message.msg === "process_completed") {
        if (!message.success) yield broken("bug", request);
        else if (!yielded) yield message.output.data[0]; // a stream's last value was yielded already
        return;
      } else if (message.msg === "unexpected_error" || message.success === false) {
        yield broken("bug", request);
        return;
      }
    }
    yield broken("unreachable");
  } catch (error) {
    if (error.name !== "AbortError") yield broken("unreachable");
  }
}

/** Upload one file and return its path at the server, or an {type: "error"}. */
export async function upload(file) {
  const form = new FormData();
  form.append("files", file, file.name);
  try {
    const response = await fetch("gradio_api/upload", { method: "POST", body: form });
    if (!response.ok) return await refused(response);
    return { type: "uploaded", path: (await response.json())[0] };
  } catch {
    return broken("unreachable");
  }
}

/** Whether the page asks for a password, so that there is something to sign out of. */
export async function isProtected() {
  try {
    return (await (await fetch("session")).json()).protected;
  } catch {
    return false;
  }
}

/** Sign out and show the page to sign in. */
export async function signOut() {
  await fetch("logout", { method: "POST", redirect: "manual" }).catch(() => null);
  location.assign("login");
}

async function* messages(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) yield JSON.parse(line.slice(5));
  }
}
