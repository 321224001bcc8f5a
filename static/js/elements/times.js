/** Times in the reader's own words: <local-time>, exact on hover, and <count-down>, exact on hover and focus. */
import { dateWords, exactWords, isLastDay, momentWords, nextChange, spanWords } from "../core/words.js";
import { announce } from "../helpers/events.js";

/** Relative times are looked at again this often, in milliseconds. */
const LOOK_AGAIN = 60_000;

/** @type {Set<LocalTime>} All that are on the page: one clock serves them, however many there are. */
const shown = new Set();
let clock = 0;
let onPaper = false;

function tick() {
  for (const time of shown) time.show(onPaper);
}

for (const name of ["beforeprint", "afterprint"]) {
  addEventListener(name, () => {
    onPaper = name === "beforeprint";
    tick();
  });
}

/** <local-time><time datetime="…">8 July 2022, 14:03 UTC</time></local-time> */
export class LocalTime extends HTMLElement {
  /** @type {HTMLTimeElement | null} */
  #time = null;
  #moment = new Date(NaN);

  connectedCallback() {
    this.#time = this.querySelector("time");
    this.#moment = new Date(this.#time?.dateTime ?? "");
    if (!this.#time || Number.isNaN(this.#moment.getTime())) return;
    this.#time.title = exactWords(this.#moment);
    this.show(onPaper);
    shown.add(this);
    clock ||= setInterval(tick, LOOK_AGAIN);
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  /** @param {boolean} paper which says the same tomorrow: "5 minutes ago" is for the screen alone */
  show(paper) {
    const words = paper ? dateWords(this.#moment) : momentWords(this.#moment, new Date());
    if (this.#time && this.#time.textContent !== words) this.#time.textContent = words;
  }
}

/** <count-down data-until="…" data-left="seconds" data-over="what is said at the end">6 days 23 hours</count-down> */
export class CountDown extends HTMLElement {
  #life = new AbortController();
  #timer = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const until = new Date(this.dataset.until ?? "");
    // What is left was counted by the server: the clock of this device may be wrong, but it goes on as fast.
    const end = Date.now() + Number(this.dataset.left) * 1000;
    if (Number.isNaN(until.getTime()) || Number.isNaN(end)) return;
    this.tabIndex = 0;
    const left = () => (end - Date.now()) / 1000;
    const words = () => spanWords(Math.max(left(), 1));
    const exact = exactWords(until);
    this.title = exact;
    const { signal } = this.#life;
    // The words before it say "expires in": what is left stays.
    this.addEventListener("focus", () => this.textContent = `${words()} (${exact})`, { signal });
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
