/**
 * <evidence-table>: a table of evidence. j and k go from one filled cell to the next and back; Enter follows the link that has
 * the focus, as everywhere.
 */
import { onKey } from "../ui/keys.js";

export class EvidenceTable extends HTMLElement {
  #gone = new AbortController();

  connectedCallback() {
    const { signal } = this.#gone = new AbortController();
    onKey({ key: "j", words: "Next filled cell", act: () => this.#step(1) }, signal);
    onKey({ key: "k", words: "Filled cell before", act: () => this.#step(-1) }, signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  /**
   * @param {1 | -1} way
   * @returns {boolean} whether there was a cell to go to
   */
  #step(way) {
    const links = [...this.querySelectorAll("td.has a, a.quote")].filter((link) => link instanceof HTMLElement);
    const at = links.findIndex((link) => link === document.activeElement);
    const next = links[at < 0 ? this.#first(links, way) : at + way];
    if (!next) return false;
    next.focus({ preventScroll: true });
    // Under the heads, which stay in view, a focused cell would be hidden.
    next.scrollIntoView({ block: "center", inline: "center" });
    return true;
  }

  /**
   * @param {HTMLElement[]} links
   * @param {1 | -1} way
   * @returns {number} where to begin: in the row that the address names, else at the first or last cell
   */
  #first(links, way) {
    const row = this.querySelector("tr:target");
    const named = row ? links.findIndex((link) => row.contains(link)) : -1;
    if (named >= 0) return named;
    return way > 0 ? 0 : links.length - 1;
  }
}
