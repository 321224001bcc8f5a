/** <unit-steps>: `j` and `k` lead through differences, from one to the next on its page, or through the links of the list. */
import { onKey } from "../ui/keys.js";

export class UnitSteps extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    onKey({ key: "j", words: "Next difference", act: () => this.#step("next", 1) }, signal);
    onKey({ key: "k", words: "Previous difference", act: () => this.#step("prev", -1) }, signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {"next" | "prev"} rel
   * @param {1 | -1} by
   * @returns {boolean} false when there was nowhere to go
   */
  #step(rel, by) {
    const link = this.querySelector(`a[rel="${rel}"]`);
    if (link instanceof HTMLElement) {
      link.click();
      return true;
    }
    const links = [...this.querySelectorAll(".item-title a")];
    const at = links.findIndex((each) => each === document.activeElement);
    const wanted = links[at < 0 && by < 0 ? links.length - 1 : at + by];
    if (!(wanted instanceof HTMLElement)) return false;
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
    return true;
  }
}
