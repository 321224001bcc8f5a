/**
 * <print-page>: on the page to print. It puts the numbers of the notes into the text, and asks to print once everything is here;
 * its button asks again. The numbers stay: while a page is held up by its own print(), Chromium walks no text.
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
      if (text instanceof AnnotatedText) text.number(numbers());
      print();
    };
    if (document.readyState === "complete") begin();
    else addEventListener("load", begin, { signal });
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** @returns {{ end: number, number: number }[]} of the notes at the end of the page that have a place in the text */
function numbers() {
  return [...document.querySelectorAll(".endnote")]
    .map((note, index) => ({ end: Number(note.getAttribute("data-end")), number: index + 1 }))
    .filter(({ end }) => end);
}
