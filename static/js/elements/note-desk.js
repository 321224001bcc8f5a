/**
 * <note-desk>: searching, narrowing and acting on many notes without a new page. The same links and forms lead to pages
 * without scripts; what they lead to is taken into this one, and the address follows.
 */
import { many } from "../core/words.js";
import { find } from "../ui/dom.js";
import { announce } from "../ui/events.js";
import { RequestFailed, take } from "../net/http.js";
import { load, send } from "../net/session.js";
import { forgetTags } from "./tag-field.js";
import { toast } from "../ui/toast.js";

/** Acts that lead to another page, or to a file. */
const LEAVING = new Set(["share", "export"]);

export class NoteDesk extends HTMLElement {
  #life = new AbortController();
  /** Counts requests: an answer that a later one overtook is not shown. */
  #asked = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.addEventListener("click", (event) => this.#follow(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("change", () => this.#count(), { signal });
    addEventListener("popstate", () => this.#show(() => load(location.href), { stays: true }), { signal });
    // A browser ticks what was ticked when somebody comes back to the page.
    addEventListener("pageshow", () => this.#count(), { signal });
    this.#count();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** @param {MouseEvent} event */
  #follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname !== location.pathname) return;
    event.preventDefault();
    this.#show(() => load(url.href), { top: link.rel === "next" });
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement)) return;
    const value = submitter instanceof HTMLButtonElement ? submitter.value : "";
    if (LEAVING.has(value)) return;
    event.preventDefault();
    const data = new FormData(form, submitter);
    if (form.method === "post") {
      this.#show(() => send(form.action, data), {});
      return;
    }
    const url = new URL(form.action);
    for (const [name, field] of data) if (typeof field === "string" && field) url.searchParams.append(name, field);
    this.#show(() => load(url.href), {});
  }

  /**
   * @param {() => Promise<Document | null>} asking
   * @param {{ stays?: boolean, top?: boolean }} options whether the address is the page's already; whether the new page is
   *   read from its beginning
   */
  async #show(asking, { stays = false, top = false }) {
    const asked = ++this.#asked;
    this.setAttribute("aria-busy", "true");
    try {
      this.#put(asked, await asking(), stays, top);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      // What cannot be done is said by the list itself, with its ticks.
      if (error.page?.querySelector("note-desk")) this.#put(asked, error.page, true, false);
      else toast(error.message, { seconds: Infinity });
    } finally {
      if (asked === this.#asked) this.removeAttribute("aria-busy");
    }
  }

  /**
   * @param {number} asked
   * @param {Document | null} page
   * @param {boolean} stays
   * @param {boolean} top
   */
  #put(asked, page, stays, top) {
    if (asked !== this.#asked) return;
    const url = page?.URL ?? "";
    const fresh = take(page, "note-desk");
    const focused = nameOf(document.activeElement);
    const unfolded = new Set([...this.querySelectorAll("details[open]")].map((fold) => fold.className));
    this.replaceChildren(...fresh.childNodes);
    forgetTags();
    for (const fold of this.querySelectorAll("details")) fold.open ||= unfolded.has(fold.className);
    if (!stays) history.pushState(null, "", url);
    this.#count();
    const said = find(this, "[data-said]", HTMLElement);
    const heading = find(this, ".list-head h2, .empty p", HTMLElement);
    // An alert is read out by itself.
    if (!said?.closest('[role="alert"]')) announce((said ?? heading)?.textContent?.trim() ?? "");
    if (top) heading?.scrollIntoView({ block: "start" });
    const again = top ? null : this.#named(focused);
    if (heading && !again) heading.tabIndex = -1;
    (again ?? heading)?.focus({ preventScroll: true });
    if (again instanceof HTMLInputElement && again.type === "search") again.setSelectionRange(-1, -1);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  #named(name) {
    if (!name) return null;
    for (const element of this.querySelectorAll("a, button, input, select")) {
      if (element instanceof HTMLElement && nameOf(element) === name) return element;
    }
    return null;
  }

  #count() {
    const count = find(this, "output", HTMLOutputElement);
    if (!count) return;
    const ticked = this.querySelectorAll('input[name="notes"]:checked').length;
    const all = find(this, 'input[name="all"]', HTMLInputElement)?.checked;
    count.value = ticked && !all ? `${many(ticked, "note")} ticked` : "";
  }
}

/**
 * @param {Element | null} element
 * @returns {string} what the element is called, so that its successor is found
 */
function nameOf(element) {
  if (!(element instanceof HTMLElement)) return "";
  if (element.id) return `#${element.id}`;
  if (element instanceof HTMLInputElement || element instanceof HTMLButtonElement) {
    if (element.name) return `${element.name}=${element.value}`;
  }
  return element.querySelector("bdi")?.textContent ?? element.textContent?.trim() ?? "";
}
