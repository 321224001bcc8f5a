/** Remembers where the reader is, so that what opens over the page or beside it can lead back there. */
import { AnnotatedText } from "../elements/annotated-text.js";
import { find, stand } from "./dom.js";

/**
 * Remembers where the reader is: on an element, else in the text.
 * @returns {() => boolean} leads back there; false when that is gone
 */
export function rememberPlace() {
  const element = document.activeElement;
  const { focusNode: node, focusOffset: unit } = getSelection() ?? { focusNode: null, focusOffset: 0 };
  const block = node?.parentElement?.closest("annotated-text [data-start]");
  return () => {
    if (element instanceof HTMLElement && element !== document.body) {
      element.focus({ preventScroll: true });
      if (document.activeElement === element) return true;
    }
    if (!(block instanceof HTMLElement) || !node?.isConnected) return false;
    stand(block);
    getSelection()?.collapse(node, unit);
    return true;
  };
}

/**
 * Leads to the words that a card is about, or to the head of the notes.
 * @param {{ start?: string | undefined, end?: string | undefined }} passage in code points; empty for the whole trial
 */
export function leadToPassage({ start, end }) {
  const text = find(document, "annotated-text", AnnotatedText);
  if (start && end) text?.reveal(Number(start), Number(end));
  else find(document, '[data-action="page-note"]', HTMLElement)?.focus({ preventScroll: true });
}

/**
 * Removes a card, and moves the focus on: to the next one, the one before, or the words that it was about.
 * @param {HTMLElement} card
 */
export function removeCard(card) {
  const cards = [...card.parentElement?.children ?? []];
  const at = cards.indexOf(card);
  // Cards of drafts are made anew when one of them goes.
  const next = [...cards.slice(at + 1), ...cards.slice(0, at).reverse()].find((each) => !each.matches(".card-draft"));
  card.remove();
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  else leadToPassage(card.dataset);
}

/**
 * Makes a box that has opened elsewhere on the page the next stop of the Tab key, once; leaving it leads back to where
 * the reader was.
 * @param {HTMLElement} box
 * @param {AbortSignal} signal
 */
export function makeNextStop(box, signal) {
  let back = () => false;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.defaultPrevented || box.hidden || document.querySelector("dialog[open]")) return;
    const stops = [...box.querySelectorAll("button")].filter((button) => !button.disabled);
    if (!box.contains(document.activeElement)) {
      if (event.shiftKey || "visited" in box.dataset || !stops[0]) return;
      event.preventDefault();
      back = rememberPlace();
      box.dataset.visited = "";
      stops[0].focus();
    } else if (document.activeElement === stops.at(event.shiftKey ? 0 : -1) && back() && event.shiftKey) {
      event.preventDefault();
    }
  }, { signal });
}
