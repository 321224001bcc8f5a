/** Puts a card that came from the server in its place, and announces it. */
import { find } from "./dom.js";
import { announce, emit } from "./events.js";

/**
 * @param {HTMLElement} card
 * @param {{ said: string, focus: boolean, state?: string }} how what is read out; whether the reader is to stand on the
 *   card; what stands beside its time
 */
export function arrive(card, { said, focus, state: words = "Saved" }) {
  emit("note-saved", { card });
  const state = find(card, "[data-saved]", HTMLElement);
  if (state) {
    state.hidden = false;
    state.textContent = words;
  }
  // The focus stays with a reader who has selected something else meanwhile, or writes somewhere else.
  const isBusy = getSelection()?.isCollapsed === false || document.activeElement?.matches("input, textarea, select");
  if (focus && !isBusy) card.focus({ preventScroll: true });
  announce(said);
}
