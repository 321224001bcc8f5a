/**
 * <print-page>: on the page to print. It marks the notes in the text, numbers them there as at its end, and asks to print once
 * everything is here; its button asks again.
 */
import { find } from "../ui/dom.js";
import { AnnotatedText } from "./annotated-text.js";

export class PrintPage extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const button = find(this, "button", HTMLButtonElement);
    if (button) button.hidden = false;
    button?.addEventListener("click", () => print(), { signal });
    const begin = () => {
      const text = document.querySelector("annotated-text");
      if (text instanceof AnnotatedText) text.show(printedNotes());
      print();
    };
    if (document.readyState === "complete") begin();
    else addEventListener("load", begin, { signal });
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** @returns {import("../core/segments.js").Painted[]} the passages of the notes at the end of the page */
function printedNotes() {
  return [...document.querySelectorAll(".endnote[data-start]")]
    .filter((note) => note instanceof HTMLElement)
    .map(({ dataset: { note = "", start, end, hue } }) => ({
      id: note,
      start: Number(start),
      end: Number(end),
      hue: Number(hue ?? 0),
    }));
}
