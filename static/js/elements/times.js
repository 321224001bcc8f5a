/**
 * Times in the reader's own words: <local-time>, exact on hover, and <count-down>, exact on hover and focus. Only a
 * pointer can hover, so the reader can also choose exact times.
 */
import { exactWords, isLastDay, nextChange, shownWords, spanWords } from "../core/words.js";
import { announce, on } from "../ui/events.js";

/** Milliseconds between two updates of relative times. */
const LOOK_AGAIN = 60_000;

/** @type {Set<LocalTime>} All that are on the page: one clock serves them, however many there are. */
const shown = new Set();
let clock = 0;
let onPaper = false;

/** @returns {boolean} whether times are shown exactly: a choice for this device, or for this page where nothing can be stored */
function isExact() {
  return document.documentElement.dataset.times === "exact";
}

function tick() {
  for (const time of shown) time.show(onPaper);
}

for (const name of ["beforeprint", "afterprint"]) {
  addEventListener(name, () => {
    onPaper = name === "beforeprint";
    tick();
  });
}
on("device-chosen", tick, new AbortController().signal);

/** <local-time><time datetime="…">8 July 2022, 14:03 UTC</time></local-time> */
export class LocalTime extends HTMLElement {
  /** @type {HTMLTimeElement | null} */
  #time = null;
  #moment = new Date(NaN);

  connectedCallback() {
    this.#time = this.querySelector("time");
    this.#moment = new Date(this.#time?.dateTime ?? "");
    if (!this.#time || Number.isNaN(this.#moment.getTime())) return;
    this.show(onPaper);
    shown.add(this);
    clock ||= setInterval(tick, LOOK_AGAIN);
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  /** @param {boolean} paper whether the page is printed: paper says the same tomorrow, so "5 minutes ago" is for screens alone */
  show(paper) {
    if (!this.#time) return;
    const exact = isExact();
    const words = shownWords(this.#moment, new Date(), { exact, paper });
    this.#time.title = exact ? "" : exactWords(this.#moment);
    if (this.#time.textContent !== words) this.#time.textContent = words;
  }
}

/** <count-down data-until="…" data-left="seconds" data-over="what is said at the end">6 days 23 hours</count-down> */
export class CountDown extends HTMLElement {
  #life = new AbortController();
  #timer = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const until = new Date(this.dataset.until ?? "");
    // The server counted the seconds left: this device's clock may be wrong, but it runs as fast.
    const end = Date.now() + Number(this.dataset.left) * 1000;
    if (Number.isNaN(until.getTime()) || Number.isNaN(end)) return;
    this.tabIndex = 0;
    const left = () => (end - Date.now()) / 1000;
    const exact = exactWords(until);
    const words = (whole = isExact()) => spanWords(Math.max(left(), 1)) + (whole ? ` (${exact})` : "");
    this.title = exact;
    const { signal } = this.#life;
    // The words before it say "expires in", so the time left stays.
    this.addEventListener("focus", () => this.textContent = words(true), { signal });
    this.addEventListener("blur", () => this.textContent = words(), { signal });
    const tick = () => {
      if (left() <= 0) {
        this.#end();
        return;
      }
      if (document.activeElement !== this) this.textContent = words();
      this.toggleAttribute("data-near", isLastDay(left()));
      this.#timer = setTimeout(tick, nextChange(left()) * 1000);
    };
    tick();
    on("device-chosen", () => left() > 0 && (this.textContent = words()), signal);
  }

  #end() {
    const over = this.dataset.over ?? "";
    const sentence = this.parentElement;
    if (!over || !sentence) return;
    sentence.textContent = over;
    announce(over);
  }

  disconnectedCallback() {
    this.#life.abort();
    clearTimeout(this.#timer);
  }
}
