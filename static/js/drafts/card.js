/** Shows a waiting draft as a card beside its passage, and in the list of all drafts on this device. */
import { wordsOf } from "../core/drafting.js";
import { make } from "../ui/dom.js";
import { dropDraft, keepDraft } from "./store.js";
import { emit } from "../ui/events.js";
import { removeCard } from "../ui/places.js";
import { toast } from "../ui/toast.js";

/** @typedef {import("../core/drafting.js").Draft} Draft */

/**
 * @param {Draft} draft
 * @returns {string} its state in words
 */
export function stateOf({ send, trouble }) {
  return send ? "Kept on this device, will be sent" : trouble || "Draft, kept on this device";
}

/**
 * @param {Draft} draft
 * @param {{ open: () => void, changed: () => void }} then
 * @returns {HTMLLIElement}
 */
export function draftCard(draft, { open, changed }) {
  const more = make("button", { type: "button", class: "button button-small" }, "Continue writing");
  const drop = make("button", { type: "button", class: "button button-quiet button-small" }, "Discard");
  more.addEventListener("click", open);
  drop.addEventListener("click", () => {
    removeCard(card);
    discard(draft).then(changed);
  });
  const words = wordsOf(draft);
  const card = make(
    "li",
    { class: "card card-draft", tabindex: "-1" },
    make("p", { class: "quote quote-clamp", dir: "auto" }, draft.fields.exact || "The whole trial"),
    ...(words ? [make("p", { class: "quote-clamp", dir: "auto" }, words)] : []),
    make("p", { class: "meta" }, make("span", {}, stateOf(draft))),
    make("div", { class: "card-actions" }, ...(words ? [more] : []), drop),
  );
  return card;
}

/**
 * Throws a draft away, with a way back.
 * @param {Draft} draft
 */
export async function discard(draft) {
  const copy = structuredClone(draft);
  toast("Draft discarded.", {
    action: "Undo",
    act: async () => {
      await keepDraft({ ...copy, open: false });
      emit("drafts-changed", {});
    },
  });
  await dropDraft(copy);
  emit("drafts-changed", {});
}
