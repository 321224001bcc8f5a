/**
 * <search-hits data-hits="12-20 40-47">: marks the searched words in the record, and leads from each to the next.
 */
import { find } from "../ui/dom.js";
import { announce } from "../ui/events.js";
import { placeWords } from "../core/words.js";
import { AnnotatedText } from "./annotated-text.js";

export class SearchHits extends HTMLElement {
  /** @type {{ start: number, end: number }[]} in code points */
  #hits = [];
  #at = -1;
  #life = new AbortController();

  connectedCallback() {
    const text = document.querySelector("annotated-text");
    const back = find(this, "[data-part=back]", HTMLButtonElement);
    const next = find(this, "[data-part=next]", HTMLButtonElement);
    if (!(text instanceof AnnotatedText) || !back || !next) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#hits = (this.dataset.hits ?? "").split(" ").map((hit) => {
      const [start = 0, end = 0] = hit.split("-").map(Number);
      return { start, end };
    });
    text.markSearched(this.#hits);
    back.addEventListener("click", () => this.#go(text, -1), { signal });
    next.addEventListener("click", () => this.#go(text, 1), { signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {AnnotatedText} text
   * @param {1 | -1} step
   */
  #go(text, step) {
    const count = this.#hits.length;
    this.#at = this.#at < 0 && step < 0 ? count - 1 : (this.#at + step + count) % count;
    const hit = this.#hits[this.#at];
    if (!hit) return;
    text.showPlace(hit.start, hit.end);
    const words = placeWords(this.#at, count);
    const shown = find(this, "[data-part=count]", HTMLElement);
    if (shown) shown.textContent = words;
    announce(words);
  }
}
