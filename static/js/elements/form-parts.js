/** Small helps in forms: <show-password>, <choose-all>, <local-moment>. The forms are whole without them. */
import { find } from "../helpers/dom.js";

/** <show-password data-for="id">: a button that shows what was typed, and hides it again. */
export class ShowPassword extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const button = find(this, "button", HTMLButtonElement);
    const input = document.getElementById(this.dataset.for ?? "");
    const word = button?.firstChild;
    if (!button || !(word instanceof Text) || !(input instanceof HTMLInputElement)) return;
    this.#life = new AbortController();
    const show = (/** @type {boolean} */ shown) => {
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      word.data = shown ? "Hide" : "Show";
    };
    button.hidden = false;
    button.addEventListener("click", () => show(input.type === "password"), { signal: this.#life.signal });
    // A browser offers to keep a password only from a field that is one.
    input.form?.addEventListener("submit", () => show(false), { signal: this.#life.signal });
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** <choose-all data-name="notes">: ticks every box of that name in the form, or none. */
export class ChooseAll extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const form = this.closest("form");
    for (const button of this.querySelectorAll("button")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        for (const box of form?.querySelectorAll(`input[type="checkbox"][name="${this.dataset.name}"]`) ?? []) {
          if (box instanceof HTMLInputElement) box.checked = button.dataset.choose === "all";
        }
      }, { signal: this.#life.signal });
    }
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** <local-moment>: a date and time that one means in one's own zone; tells the server how far that is ahead of UTC. */
export class LocalMoment extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const moment = find(this, 'input[type="datetime-local"]', HTMLInputElement);
    const offset = find(this, 'input[name="offset"]', HTMLInputElement);
    const help = find(this, ".field-help", HTMLElement);
    if (!moment || !offset) return;
    if (help) help.textContent = (help.textContent ?? "").replace("In UTC", "In your own time");
    const tell = () => {
      // Summer time decides by the moment that was chosen, not by today.
      const chosen = moment.value ? new Date(moment.value) : new Date();
      offset.value = String(-chosen.getTimezoneOffset());
    };
    moment.addEventListener("input", tell, { signal: this.#life.signal });
    moment.form?.addEventListener("submit", tell, { signal: this.#life.signal });
    tell();
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}
