/**
 * Asks the server for fragments. XMLHttpRequest's document response parses HTML without running any of it and without a
 * Trusted Types policy; fetch() cannot.
 */

/**
 * Why: the server is away or has no time, the session has ended, its token is an earlier one's, the thing has changed
 * meanwhile, or the server does not take it.
 * @typedef {"away" | "signed-out" | "stale" | "conflict" | "refused"} Failure
 */

/** Forms about notes that this page has sent, and that the server has answered. */
let sent = 0;

/** @returns {number} how many forms about notes the server has answered since the page was loaded */
export function sentSoFar() {
  return sent;
}

/** Statuses that say "not now": the same request may be sent again. */
const NOT_NOW = new Set([408, 429, 502, 503, 504, 507]);

/** A request that failed, with a message for the reader. */
export class RequestFailed extends Error {
  /**
   * @param {Failure} kind
   * @param {string} message
   * @param {Document | null} page what the server said, when it said anything
   * @param {number} wait how long the server asked to wait, in seconds
   * @param {number} status of the answer; 0 without one
   */
  constructor(kind, message, page = null, wait = 0, status = 0) {
    super(message);
    this.kind = kind;
    this.page = page;
    this.wait = wait;
    this.status = status;
  }
}

/**
 * @param {"GET" | "POST"} method
 * @param {string} url
 * @param {Record<string, string> | FormData} [fields] form fields of a POST
 * @param {string} [own] the session's token, when it is not this page's
 * @param {string} [etag] of an earlier answer: null when it would be the same
 * @returns {Promise<Document | null>} the fragment; null where the answer has no body
 * @throws {RequestFailed}
 */
export function ask(method, url, fields = {}, own = token(), etag = "") {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "document";
    request.timeout = 30_000;
    request.setRequestHeader("X-Fragment", "1");
    const shown = document.querySelector("annotated-text")?.getAttribute("data-version");
    if (shown) request.setRequestHeader("X-Version", shown);
    const note = /\/notes\/([^/?#]+)\//.exec(url)?.[1];
    if (note) request.setRequestHeader("X-Note", note);
    request.setRequestHeader("Accept", "text/html");
    if (method === "POST") request.setRequestHeader("X-CSRFToken", own);
    if (etag) request.setRequestHeader("If-None-Match", etag);
    const away = () => reject(new RequestFailed("away", "The server could not be reached."));
    request.onerror = away;
    request.ontimeout = away;
    request.onload = () => {
      if (method === "POST" && /\/notes(\/|$)/.test(url)) sent++;
      if (request.status === 304) resolve(null);
      else if (request.status >= 200 && request.status < 300) resolve(request.responseXML);
      else reject(failure(request));
    };
    request.send(method === "POST" ? encode(fields) : null);
  });
}

/**
 * @param {string} url of a page of ours
 * @returns {Promise<string>} its title; empty when it cannot be had
 */
export function titleOf(url) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.timeout = 30_000;
    request.onerror = request.ontimeout = () => resolve("");
    request.onload = () => {
      const isIt = request.status === 200 &&
        new URL(request.responseURL).pathname === new URL(url, location.href).pathname;
      resolve(isIt ? request.responseXML?.title ?? "" : "");
    };
    request.send();
  });
}

/** @returns {string} the token of the session, as this page knows it */
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

/**
 * @param {Record<string, string> | FormData} fields
 * @returns {URLSearchParams}
 */
function encode(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of fields instanceof FormData ? fields.entries() : Object.entries(fields)) {
    // The token goes as a header: that of the page is renewed, that of a form may be an earlier session's.
    if (typeof value === "string" && name !== "csrf_token") body.append(name, value);
  }
  return body;
}

/** Where an answer says what was wrong, most specific place first. */
const SAID_IN = ["[data-error]", ".form-errors li", ".field-error:not([hidden])", ".notice-error", "h1"];

/**
 * @param {XMLHttpRequest} request answered, and not as was hoped
 * @returns {RequestFailed}
 */
function failure(request) {
  const { status } = request;
  const page = /** @type {Document | null} */ (request.responseXML);
  if (status === 401) return new RequestFailed("signed-out", "You are signed out. Sign in to save.", page);
  const element = SAID_IN.map((selector) => page?.querySelector(selector)).find(Boolean);
  const said = element?.textContent?.trim();
  const message = said || `The server answered with an error (${status}).`;
  const wait = Number(request.getResponseHeader("Retry-After") ?? "") || 0;
  // 429 without Retry-After is a limit that waiting does not lift.
  if (NOT_NOW.has(status) && (status !== 429 || wait)) return new RequestFailed("away", message, page, wait);
  const kind = status === 409 ? "conflict" : page?.querySelector("[data-stale]") ? "stale" : "refused";
  return new RequestFailed(kind, message, page, 0, status);
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
