/** <read-mark>: says that new replies were read, once they have been before the reader's eyes for a moment. */
import { find } from "../ui/dom.js";
import { ask, RequestFailed } from "../net/http.js";

/** How long a thread must be seen, in milliseconds. */
const MOMENT = 1500;

export class ReadMark extends HTMLElement {
  #timer = 0;
  #seen = new IntersectionObserver((entries) => this.#look(entries.some(({ isIntersecting }) => isIntersecting)));

  connectedCallback() {
    const thread = this.closest(".thread")?.querySelector(".replies");
    if (thread) this.#seen.observe(thread);
  }

  disconnectedCallback() {
    this.#stop();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#seen.disconnect();
  }

  /** @param {boolean} inView */
  #look(inView) {
    clearTimeout(this.#timer);
    if (inView) this.#timer = setTimeout(() => document.hidden ? this.#look(true) : this.#tell(), MOMENT);
  }

  async #tell() {
    const form = find(this, "form", HTMLFormElement);
    this.#stop();
    if (!form) return;
    try {
      await ask("POST", form.action, new FormData(form));
      this.hidden = true;
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error; // Else the button stays, for the reader to press.
    }
  }
}
