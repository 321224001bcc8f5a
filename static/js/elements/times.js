/** Times in the reader's own words: <local-time> and <count-down>, exact on hover and focus. */
import { exactWords, isLastDay, momentWords, nextChange, spanWords } from "../core/words.js";

/** A relative time is looked at again this often, in milliseconds. */
const LOOK_AGAIN = 60_000;

/**
 * The exact time stands in the title, and on the page while the words hold the focus.
 * @param {HTMLElement} element
 * @param {() => string} words
 * @param {string} exact
 * @param {() => string} focused what is read while the words hold the focus
 * @param {AbortSignal} signal
 */
function showExact(element, words, exact, focused, signal) {
  element.title = exact;
  element.addEventListener("focus", () => element.textContent = focused(), { signal });
  element.addEventListener("blur", () => element.textContent = words(), { signal });
}

/** <local-time><time datetime="…">8 July 2022, 14:03 UTC</time></local-time> */
export class LocalTime extends HTMLElement {
  #life = new AbortController();
  #timer = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const time = this.querySelector("time");
    const moment = new Date(time?.dateTime ?? "");
    if (!time || Number.isNaN(moment.getTime())) return;
    const words = () => momentWords(moment, new Date());
    // A card is one stop of the Tab key already; its time is not another.
    if (!this.closest(".card")) time.tabIndex = 0;
    const exact = exactWords(moment);
    showExact(time, words, exact, () => exact, this.#life.signal);
    time.textContent = words();
    this.#timer = setInterval(() => {
      if (document.activeElement !== time) time.textContent = words();
    }, LOOK_AGAIN);
  }

  disconnectedCallback() {
    this.#life.abort();
    clearInterval(this.#timer);
  }
}

/** <count-down data-until="…">6 days 23 hours</count-down> */
export class CountDown extends HTMLElement {
  #life = new AbortController();
  #timer = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const until = new Date(this.dataset.until ?? "");
    if (Number.isNaN(until.getTime())) return;
    this.tabIndex = 0;
    const left = () => (until.getTime() - Date.now()) / 1000;
    const words = () => spanWords(left()) || "no time at all";
    const exact = exactWords(until);
    // The words before it say "expires in": what is left stays.
    showExact(this, words, exact, () => `${words()} (${exact})`, this.#life.signal);
    const tick = () => {
      if (document.activeElement !== this) this.textContent = words();
      this.toggleAttribute("data-near", isLastDay(left()));
      if (left() > 0) this.#timer = setTimeout(tick, nextChange(left()) * 1000);
    };
    tick();
  }

  disconnectedCallback() {
    this.#life.abort();
    clearTimeout(this.#timer);
  }
}
