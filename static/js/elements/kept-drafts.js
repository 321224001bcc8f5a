/** <kept-drafts>: the list of drafts that this device stores and the server does not have yet. */
import { holds, wordsOf } from "../core/drafting.js";
import { discard, stateOf } from "../drafts/card.js";
import { find, make, scrollBox } from "../ui/dom.js";
import { draftsOf, onDrafts, owner } from "../drafts/store.js";
import { on } from "../ui/events.js";

export class KeptDrafts extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    onDrafts(() => this.#show(), this.#life.signal);
    on("drafts-changed", () => this.#show(), this.#life.signal);
    this.#show();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  async #show() {
    const drafts = (await draftsOf(owner())).filter(holds).reverse();
    const list = find(this, "ul", HTMLElement);
    const at = [...list?.children ?? []].findIndex((each) => each.contains(document.activeElement));
    this.hidden = drafts.length === 0;
    list?.replaceChildren(...drafts.map(item));
    if (at < 0) return;
    const next = list?.children[Math.min(at, drafts.length - 1)]?.querySelector("button");
    (next ?? document.getElementById("main"))?.focus({ preventScroll: true });
  }
}

/**
 * @param {import("../core/drafting.js").Draft} draft
 * @returns {HTMLLIElement}
 */
function item(draft) {
  const drop = make("button", { type: "button", class: "button button-quiet button-small" }, "Discard");
  drop.append(make("span", { class: "visually-hidden" }, ` the draft “${draft.title}”`));
  drop.addEventListener("click", () => discard(draft));
  const when = document.createElement("local-time");
  when.append(make("time", { datetime: new Date(draft.at).toISOString() }, new Date(draft.at).toLocaleString("en-GB")));
  return make(
    "li",
    { class: "item" },
    make(
      "div",
      { class: "item-main" },
      make("h3", { class: "item-title" }, make("a", { href: draft.page, dir: "auto" }, draft.title)),
      ...(draft.fields.exact && draft.fields.exact !== draft.title
        ? [make("p", { class: "quote quote-clamp", dir: "auto" }, draft.fields.exact)]
        : []),
      ...(wordsOf(draft)
        ? [scrollBox("The kept words", { class: "item-text kept-words", dir: "auto" }, wordsOf(draft))]
        : []),
      make("p", { class: "meta" }, make("span", {}, stateOf(draft)), make("span", {}, when)),
    ),
    make("div", { class: "item-actions" }, drop),
  );
}
