/** Small helpers in forms: <show-password>, <choose-notes>, <local-moment>. The forms work without them. */
import { many, written } from "../core/words.js";
import { find } from "../ui/dom.js";

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

/**
 * <choose-notes>: says how many notes of the form are ticked, there and on its button. Its links, which open the sheet with
 * others ticked, tick here instead, so that nothing typed is lost: all, none, or the notes under a label, and not them again.
 */
export class ChooseNotes extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-choose]") : null;
      if (!(link instanceof HTMLElement)) return;
      event.preventDefault();
      tick(noteBoxes(form), link.dataset.choose ?? "");
      this.#count(form);
    }, { signal });
    form.addEventListener("change", () => this.#count(form), { signal });
    // A browser ticks what was ticked when somebody comes back to the page.
    addEventListener("pageshow", () => this.#count(form), { signal });
    this.#count(form);
  }

  /** @param {HTMLFormElement} form */
  #count(form) {
    const boxes = noteBoxes(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const count = find(this, "output", HTMLOutputElement);
    const make = find(form, '[data-part="make"]', HTMLElement);
    if (count) {
      count.hidden = false;
      count.value = `${written(chosen)} of ${written(boxes.length)} chosen`;
    }
    const words = chosen ? `Make a link to ${many(chosen, "note")}` : "Make a link";
    // A field that is left for the button changes between press and release: WebKit clicks no words that were replaced.
    if (make && make.textContent !== words) make.textContent = words;
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/**
 * Ticks all boxes, none, or those of a group as well; a group that is ticked already is ticked no more.
 * @param {HTMLInputElement[]} boxes
 * @param {string} wanted "all", "none" or a group
 */
function tick(boxes, wanted) {
  const every = wanted === "all" || wanted === "none";
  const some = every ? boxes : boxes.filter((box) => box.dataset.group === wanted);
  const checked = every ? wanted === "all" : some.some((box) => !box.checked);
  for (const box of some) box.checked = checked;
}

/** @param {HTMLFormElement} form */
function noteBoxes(form) {
  return [...form.querySelectorAll('input[type="checkbox"][name="notes"]')]
    .filter((box) => box instanceof HTMLInputElement);
}

/** <local-moment>: a date and time in the reader's own zone; tells the server how far that zone is ahead of UTC. */
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
      // Summer time depends on the chosen moment, not on today.
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
