/** <outline-nav>: marks the section in view; as a menu, it closes after a choice. */

export class OutlineNav extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const links = [...this.querySelectorAll("a")];
    const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    let frame = 0;
    const later = () =>
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        this.#mark(links, sections);
      });
    addEventListener("scroll", later, { signal, passive: true });
    addEventListener("resize", later, { signal });
    this.addEventListener("click", (event) => {
      const list = event.target instanceof Element ? event.target.closest("a")?.closest("[popover]") : null;
      if (list instanceof HTMLElement && list.matches(":popover-open")) list.hidePopover();
    }, { signal });
    later();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {HTMLAnchorElement[]} links
   * @param {(HTMLElement | null)[]} sections
   */
  #mark(links, sections) {
    const line = innerHeight * 0.3;
    const atEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const passed = sections.findLastIndex((section) => section && section.getBoundingClientRect().top <= line);
    const current = atEnd ? links.length - 1 : Math.max(passed, 0);
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  }
}
