/** <copy-button data-for="id"> or <copy-button data-text="…">: copies, and answers "Copied". */
import { copyText } from "../ui/clipboard.js";
import { find } from "../ui/dom.js";
import { announce } from "../ui/events.js";

export class CopyButton extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const button = find(this, "button", HTMLButtonElement);
    if (!button) return;
    this.#life = new AbortController();
    button.hidden = false;
    const words = button.textContent ?? "";
    let timer = 0;
    button.addEventListener("click", async () => {
      const copied = await copyText(this.#source());
      const said = copied ? "Copied" : "Press Ctrl+C";
      if (!copied) this.#select();
      button.textContent = said;
      button.classList.toggle("copied", copied);
      announce(said);
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = words;
        button.classList.remove("copied");
      }, 4000);
    }, { signal: this.#life.signal });
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** @returns {string} */
  #source() {
    if (this.dataset.text !== undefined) return this.dataset.text;
    const source = document.getElementById(this.dataset.for ?? "");
    return source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement
      ? source.value
      : source?.textContent ?? "";
  }

  #select() {
    const source = document.getElementById(this.dataset.for ?? "");
    if (source instanceof HTMLInputElement) source.select();
  }
}
