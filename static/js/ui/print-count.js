/** Says on paper how many of the notes are on it: a page with many notes holds the cards near the reader alone. */
import { many, written } from "../core/words.js";
import { find } from "./dom.js";

/**
 * @param {import("./card-list.js").CardList} cards
 * @param {AbortSignal} signal
 */
export function followPrinting(cards, signal) {
  const sentence = find(document, "[data-part=printed]", HTMLElement);
  if (!sentence) return;
  addEventListener("beforeprint", () => {
    const shown = cards.saved.filter((card) => !card.matches(".card-unwanted")).length;
    const printed = shown + Number(sentence.dataset.apartShown);
    const all = cards.marks.count + Number(sentence.dataset.apart);
    sentence.hidden = printed >= all;
    put(sentence, "printed-count", written(printed));
    put(sentence, "printed-all", many(all, "note"));
  }, { signal });
}

/**
 * @param {HTMLElement} sentence
 * @param {string} part
 * @param {string} words
 */
function put(sentence, part, words) {
  const element = find(sentence, `[data-part=${part}]`, HTMLElement);
  if (element) element.textContent = words;
}
