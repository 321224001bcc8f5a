/**
 * <scroll-box data-name="Table">: scrolls its content when it does not fit; then it has a name and is a stop of the Tab
 * key.
 */

export class ScrollBox extends HTMLElement {
  #sizes = new ResizeObserver(() => this.#look());

  connectedCallback() {
    this.#sizes.observe(this);
    for (const child of this.children) this.#sizes.observe(child);
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
  }

  #look() {
    // A pixel may be a rounding.
    const scrolls = this.scrollWidth > this.clientWidth + 1 || this.scrollHeight > this.clientHeight + 1;
    if (scrolls === this.hasAttribute("tabindex")) return;
    if (!scrolls) return ["tabindex", "role", "aria-label"].forEach((name) => this.removeAttribute(name));
    this.tabIndex = 0;
    // A group and no region: a landmark for every table in every note would drown those of the page.
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.dataset.name ?? "");
  }
}
