/** <tag-field data-href="…">: completes tags from one's own, which the page at that address lists. Without it one types them. */
import { completions } from "../core/tags.js";
import { ask, RequestFailed } from "../net/http.js";
import { find, make } from "../ui/dom.js";

/** @type {Promise<string[]> | null} asked for once on a page, when somebody first comes to such a field */
let known = null;

/** Lets the next field ask for the tags anew: there may be others by now. */
export function forgetTags() {
  known = null;
}

export class TagField extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const input = find(this, "input", HTMLInputElement);
    const list = find(this, "datalist", HTMLDataListElement);
    if (!input || !list) return;
    this.#life = new AbortController();
    const offer = async () => {
      const tags = await (known ??= ownTags(this.dataset.href ?? ""));
      const wanted = completions(input.value, tags);
      const shown = [...list.options].map(({ value }) => value);
      // The same list again would close the browser's menu in some.
      if (wanted.join() !== shown.join()) list.replaceChildren(...wanted.map((value) => make("option", { value })));
    };
    for (const event of ["focus", "input"]) input.addEventListener(event, offer, { signal: this.#life.signal });
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/**
 * @param {string} href
 * @returns {Promise<string[]>} none when they cannot be had now; then they are asked for again
 */
async function ownTags(href) {
  try {
    const page = await ask("GET", href);
    return [.../** @type {NodeListOf<HTMLElement>} */ (page?.querySelectorAll("[data-tag]") ?? [])]
      .map(({ dataset }) => dataset.tag ?? "");
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    known = null;
    return [];
  }
}
