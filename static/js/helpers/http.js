/**
 * Asking the server for fragments. XMLHttpRequest's document response parses HTML without running any of it and without a
 * Trusted Types policy, which fetch() cannot.
 */

/** @typedef {"offline" | "signed-out" | "conflict" | "refused"} Failure */

/** A request that did not do what was asked, in words for the reader. */
export class RequestFailed extends Error {
  /**
   * @param {Failure} kind
   * @param {string} message
   * @param {Document | null} page what the server said, when it said anything
   */
  constructor(kind, message, page = null) {
    super(message);
    this.kind = kind;
    this.page = page;
  }
}

/**
 * @param {"GET" | "POST"} method
 * @param {string} url
 * @param {Record<string, string> | FormData} [fields] form fields of a POST
 * @returns {Promise<Document | null>} the fragment; null where the answer has no body
 * @throws {RequestFailed}
 */
export function ask(method, url, fields = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "document";
    request.timeout = 30_000;
    request.setRequestHeader("X-Fragment", "1");
    const shown = document.querySelector("annotated-text")?.getAttribute("data-version");
    if (shown) request.setRequestHeader("X-Version", shown);
    request.setRequestHeader("Accept", "text/html");
    if (method === "POST") {
      const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
      request.setRequestHeader("X-CSRFToken", token);
    }
    const offline = () => reject(new RequestFailed("offline", "The server could not be reached."));
    request.onerror = offline;
    request.ontimeout = offline;
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.responseXML);
      else reject(failure(request.status, request.responseXML));
    };
    request.send(method === "POST" ? encode(fields) : null);
  });
}

/**
 * Takes the token of the session as it is now: one may have signed in again in another tab. When somebody else did, nothing
 * of this page may go out: it would be kept as theirs.
 * @param {HTMLFormElement} form
 * @throws {RequestFailed}
 */
export async function renewToken(form) {
  const page = await ask("GET", location.pathname);
  const token = page?.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  if (!page || !token) return;
  const account = page.body.dataset.account;
  if (account && account !== document.body.dataset.account) {
    const message =
      "Somebody else is signed in here now, so nothing was sent. Sign in as yourself in another tab to save.";
    throw new RequestFailed("signed-out", message, page);
  }
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  form.querySelector('input[name="csrf_token"]')?.setAttribute("value", token);
}

/**
 * @param {Record<string, string> | FormData} fields
 * @returns {URLSearchParams}
 */
function encode(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of fields instanceof FormData ? fields.entries() : Object.entries(fields)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

/** Where an answer says what was wrong, the most telling place first. */
const SAID_IN = ["[data-error]", ".form-errors li", ".field-error:not([hidden])", ".notice-error", "h1"];

/**
 * @param {number} status
 * @param {Document | null} page
 * @returns {RequestFailed}
 */
function failure(status, page) {
  if (status === 401) return new RequestFailed("signed-out", "You are signed out. Sign in again in another tab.", page);
  const element = SAID_IN.map((selector) => page?.querySelector(selector)).find(Boolean);
  const said = element?.textContent?.trim();
  const message = said || `The server answered with an error (${status}).`;
  return new RequestFailed(status === 409 ? "conflict" : "refused", message, page);
}

/**
 * @param {Document | null} page a fragment
 * @param {string} selector
 * @returns {HTMLElement} its element, taken into this document
 * @throws {RequestFailed} when it is not there
 */
export function take(page, selector) {
  const element = page?.querySelector(selector);
  if (!element) throw new RequestFailed("refused", "The server's answer could not be read.", page);
  return /** @type {HTMLElement} */ (document.adoptNode(element));
}
