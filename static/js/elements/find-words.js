/**
 * <find-words data-hits="12-20 40-47" data-searched="…" data-notes-href="…">: a button and the key "/" open a field that finds
 * words in the record. It begins with the places of a search that led here, or with the words of the address (`?find=`).
 */
import { notesQuery } from "../core/finding.js";
import { hitWords } from "../core/words.js";
import { icon, make } from "../ui/dom.js";
import { announce } from "../ui/events.js";
import { isComposing, onKey } from "../ui/keys.js";
import { AnnotatedText } from "./annotated-text.js";

/** @typedef {import("../text/finder.js").Finder} Finder */

/** Code points of what is looked for. */
const LONGEST = 200;
/** Milliseconds without a key after which words are looked for, and after which a screen reader is told. */
const [TYPED, TOLD] = [120, 700];

export class FindWords extends HTMLElement {
  #life = new AbortController();
  #button = make(
    "button",
    {
      type: "button",
      class: "button button-quiet",
      title: "Find in this record (/)",
      "aria-expanded": "false",
      "aria-controls": "find-bar",
    },
    icon("search"),
    "Find",
  );
  #field = make("input", {
    type: "search",
    class: "input",
    dir: "auto",
    placeholder: "Find in this record",
    "aria-label": "Words to find in this record",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });
  #count = make("span", { class: "find-count", "data-part": "count" });
  #steps = /** @type {const} */ ([["Previous hit (Shift+Enter)", "before", -1], ["Next hit (Enter)", "next", 1]]).map(
    ([title, name, way]) => {
      const button = iconButton(title.replace(/ \(.*/, ""), name, title);
      button.disabled = true;
      button.addEventListener("click", () => this.#step(way));
      return button;
    },
  );
  #missing = make("p", { class: "find-missing", "data-part": "missing", hidden: true });
  #bar = this.#makeBar();
  /** @type {Element | null} what had the focus before */
  #opener = null;
  #from = 0;
  #timers = { find: 0, tell: 0 };

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    const tools = this.closest(".reading-tools");
    if (!(text instanceof AnnotatedText) || !tools) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.replaceChildren(this.#button);
    tools.append(this.#bar);
    this.#button.addEventListener("click", () => this.#bar.hidden ? this.#open(this.#button) : this.#close(), {
      signal,
    });
    this.#field.addEventListener("input", (event) => {
      if (!(event instanceof InputEvent) || !event.isComposing) this.#soon();
    }, { signal });
    this.#field.addEventListener("compositionend", () => this.#soon(), { signal });
    this.#bar.addEventListener("keydown", (event) => this.#press(event), { signal });
    onKey({ key: "/", words: "Find in this record", act: () => this.#open(document.activeElement) }, signal);
    this.#begin();
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#stop();
    this.#bar.remove();
  }

  /** @returns {Finder | null} */
  get #finder() {
    const text = document.querySelector("annotated-text");
    return text instanceof AnnotatedText ? text.finder : null;
  }

  get #words() {
    return [...this.#field.value].slice(0, LONGEST).join("").trim();
  }

  /** @returns {{ start: number, end: number }[]} the places that the server has found, in code points */
  get #given() {
    return (this.dataset.hits ?? "").split(" ").filter(Boolean).map((hit) => {
      const [start = 0, end = 0] = hit.split("-").map(Number);
      return { start, end };
    });
  }

  /** @returns {HTMLElement} */
  #makeBar() {
    const close = iconButton("Close", "close", "Close (Esc)");
    close.addEventListener("click", () => this.#close());
    const ways = make("span", { class: "find-steps" }, ...this.#steps, close);
    return make(
      "div",
      { class: "find-bar", id: "find-bar", role: "search", "aria-label": "Find in this record", hidden: true },
      this.#field,
      this.#count,
      ways,
      this.#missing,
    );
  }

  /** Shows what the address asks for. The focus stays, and so does the place in the page that the reader comes back to. */
  #begin() {
    const asked = (new URLSearchParams(location.search).get("find") ?? "").trim();
    const words = asked || (this.#given.length ? this.dataset.searched ?? "" : "");
    if (!words) return;
    this.#field.value = words;
    this.#show();
    const [load] = performance.getEntriesByType("navigation");
    const isNew = load instanceof PerformanceNavigationTiming && load.type === "navigate" && !location.hash;
    this.#find({ goes: Boolean(asked) && isNew });
  }

  #show() {
    this.#bar.hidden = false;
    this.#button.setAttribute("aria-expanded", "true");
  }

  /** @param {Element | null} opener what the focus comes back to */
  #open(opener) {
    if (!this.#bar.contains(opener)) this.#opener = opener === document.body ? null : opener;
    const wasHidden = this.#bar.hidden;
    this.#show();
    this.#field.focus({ preventScroll: true });
    this.#field.select();
    if (!wasHidden) return;
    this.#from = this.#finder?.firstInView ?? 0;
    if (this.#words) this.#find({ goes: true });
  }

  #close() {
    const [finder, opener] = [this.#finder, this.#opener];
    this.#stop();
    this.#opener = null;
    this.#bar.hidden = true;
    this.#button.setAttribute("aria-expanded", "false");
    finder?.stand(false);
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    // Nothing had the focus, or it is gone: on from the words that were found.
    if (!opener || document.activeElement !== opener) {
      if (!finder?.stand(true)) this.#button.focus({ preventScroll: true });
    }
    finder?.clear();
    this.#keep("");
  }

  #stop() {
    for (const timer of [this.#timers.find, this.#timers.tell]) clearTimeout(timer);
    this.#timers.find = 0;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && event.target === this.#field) this.#step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Looks for what is typed once the reader pauses. */
  #soon() {
    clearTimeout(this.#timers.find);
    this.#timers.find = setTimeout(() => this.#find({ goes: true }), TYPED);
  }

  /**
   * Looks for the words of the field, at once.
   * @param {{ goes: boolean }} how whether it goes to the first place from where one reads
   */
  async #find({ goes }) {
    this.#stop();
    const { signal } = this.#life;
    const finder = this.#finder;
    if (!finder) return;
    const words = this.#words;
    // Longer words are looked for from where the shorter ones were found.
    this.#from = finder.shown?.start ?? this.#from;
    if (words === this.dataset.searched && this.#given.length) finder.use(this.#given);
    else if (!await finder.find(words) || signal.aborted || this.#bar.hidden) return;
    if (goes && finder.count) finder.show(finder.after(this.#from));
    this.#say(TOLD);
    this.#keep(words);
  }

  /** @param {1 | -1} way */
  #step(way) {
    if (this.#timers.find) {
      this.#find({ goes: true }); // What was typed just now has not been looked for.
      return;
    }
    this.#finder?.step(way);
    this.#say(TYPED);
  }

  /**
   * Says where one is, or that nothing is found.
   * @param {number} wait in milliseconds, for a screen reader
   */
  #say(wait) {
    const finder = this.#finder;
    if (!finder) return;
    const { count, at, isCut, section } = finder;
    const words = this.#words;
    const place = words && count ? hitWords(at, count, isCut) : "";
    this.#count.textContent = place;
    for (const button of this.#steps) button.disabled = !count;
    this.#sayMissing(words && !count ? words : "");
    clearTimeout(this.#timers.tell);
    const told = place && section ? `${place}, in ${section}` : place || (this.#missing.firstChild?.textContent ?? "");
    if (told) this.#timers.tell = setTimeout(() => announce(told.trim()), wait);
  }

  /** @param {string} words that are not in the record; "" for none */
  #sayMissing(words) {
    const cut = [...this.#field.value].length > LONGEST
      ? [`Only the first ${LONGEST} characters are looked for. `]
      : [];
    this.#missing.hidden = !words && !cut.length;
    if (!words) return this.#missing.replaceChildren(...cut);
    const { notesHref } = this.dataset;
    const trial = document.querySelector("annotated-text")?.getAttribute("data-trial") ?? "";
    const query = new URLSearchParams({ q: notesQuery(words, trial) });
    this.#missing.replaceChildren(
      ...cut,
      this.#finder?.isWhole
        ? "Not found in this record. "
        : "Not found. Something has changed the words of this page; the original ones are searched. ",
      ...notesHref ? [make("a", { href: `${notesHref}?${query}` }, "Search in my notes")] : [],
    );
  }

  /** @param {string} words which the address names from now on */
  #keep(words) {
    const address = new URL(location.href);
    if (words === this.dataset.searched && address.searchParams.has("q")) return;
    address.searchParams.delete("q");
    if (words) address.searchParams.set("find", words);
    else address.searchParams.delete("find");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }
}

/**
 * @param {string} name
 * @param {string} shape
 * @param {string} title
 * @returns {HTMLButtonElement}
 */
function iconButton(name, shape, title) {
  return make(
    "button",
    { type: "button", class: "button button-quiet button-icon button-small", "aria-label": name, title },
    icon(shape),
  );
}
