/**
 * Caret mode: a caret in the record that arrow keys move and Shift extends, for those who read without a mouse. The browser's
 * own caret browsing cannot be switched on by a page, so the caret is drawn here over the native selection.
 */
import { make } from "./dom.js";
import { announce } from "./events.js";
import { takesText } from "./keys.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */

const STATE = "Caret mode is on: arrow keys move, Shift selects, Esc leaves";

export class CaretMode {
  #map;
  #host;
  #enter;
  #caret = make("div", { class: "caret", "aria-hidden": "true" });
  #state = make("p", { class: "caret-state" }, STATE);
  /** @type {AbortController | null} */
  #running = null;

  /**
   * @param {TextMap} map
   * @param {HTMLElement} host the element that holds the record
   * @param {(offset: number | null) => void} enter what Enter does: at an offset, or (null) with the selection
   */
  constructor(map, host, enter) {
    this.#map = map;
    this.#host = host;
    this.#enter = enter;
  }

  get isOn() {
    return this.#running !== null;
  }

  toggle() {
    if (this.isOn) this.stop();
    else this.start();
  }

  start() {
    if (this.isOn) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    document.addEventListener("keydown", (event) => this.#press(event), { signal, capture: true });
    document.addEventListener("selectionchange", () => this.#draw(), { signal });
    addEventListener("resize", () => this.#draw(), { signal });
    this.#host.append(this.#caret);
    document.body.append(this.#state);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (this.#offset() === null) this.#place(this.#firstInView(), false);
    this.#draw();
    announce("Caret mode is on. Arrow keys move, Shift selects, Escape leaves.");
  }

  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#caret.remove();
    this.#state.remove();
    announce("Caret mode is off.");
  }

  /** @returns {number | null} where the caret is, in code points; null when it is outside of the record */
  #offset() {
    const { focusNode, focusOffset } = getSelection() ?? { focusNode: null, focusOffset: 0 };
    return focusNode && this.#host.contains(focusNode) ? this.#map.offset(focusNode, focusOffset) : null;
  }

  /** @returns {number} the start of the first block that is on the screen */
  #firstInView() {
    const { positions } = this.#map;
    for (let block = 0; block < positions.count; block++) {
      const start = positions.start(block);
      const box = this.#map.element(start)?.getBoundingClientRect();
      if (box && box.height > 0 && box.top >= 60) return start;
    }
    return 0;
  }

  /**
   * @param {number} offset in code points
   * @param {boolean} extend
   */
  #place(offset, extend) {
    const place = this.#map.place(offset);
    const selection = getSelection();
    if (!place || !selection) return;
    if (extend && selection.anchorNode) selection.extend(place.node, place.unit);
    else selection.collapse(place.node, place.unit);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (
      takesText(event.target) || event.altKey ||
      (event.target instanceof Element && event.target.closest("[role=toolbar], [popover]"))
    ) {
      return;
    }
    if (event.key === "Escape") this.#escape();
    else if (event.key === "Enter") {
      if (event.target instanceof Element && event.target.closest("a, button")) return;
      this.#enter(getSelection()?.isCollapsed === false ? null : this.#offset());
    } else if (!this.#move(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #escape() {
    const selection = getSelection();
    if (selection && !selection.isCollapsed) selection.collapse(selection.focusNode, selection.focusOffset);
    else this.stop();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key moves the caret
   */
  #move({ key, shiftKey, ctrlKey, metaKey }) {
    const far = ctrlKey || metaKey;
    const { positions } = this.#map;
    const forward = key === "ArrowRight" || key === "ArrowDown" || key === "End";
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight":
        this.#step(forward, far ? "word" : "character", shiftKey);
        break;
      case "ArrowUp":
      case "ArrowDown":
        if (far) this.#block(forward, shiftKey);
        else this.#step(forward, "line", shiftKey);
        break;
      case "Home":
      case "End":
        if (far) this.#place(forward ? positions.end(positions.count - 1) : positions.start(0), shiftKey);
        else this.#step(forward, "lineboundary", shiftKey);
        break;
      default:
        return false;
    }
    this.#draw();
    this.#keepInView();
    return true;
  }

  /**
   * @param {boolean} forward
   * @param {"character" | "word" | "line" | "lineboundary"} unit
   * @param {boolean} extend
   */
  #step(forward, unit, extend) {
    const selection = getSelection();
    const before = this.#offset();
    if (!selection || before === null) return this.#place(this.#firstInView(), false);
    selection.modify(extend ? "extend" : "move", forward ? "forward" : "backward", unit);
    const { focusNode, focusOffset } = selection;
    if (focusNode?.parentElement?.hasAttribute("data-start") && this.#host.contains(focusNode)) return;
    // The browser stepped out of the text (into a heading's badge, the margin …): on to the next block that way, or stay.
    const inside = focusNode && this.#host.contains(focusNode);
    const offset = inside ? this.#map.offset(focusNode, focusOffset, forward ? "forward" : "back") : before;
    this.#place(offset ?? before, extend);
  }

  /**
   * @param {boolean} forward
   * @param {boolean} extend
   */
  #block(forward, extend) {
    const offset = this.#offset();
    if (offset === null) return;
    const { positions } = this.#map;
    const block = positions.blockAt(offset);
    const back = offset > positions.start(block) ? block : block - 1;
    const next = forward ? block + 1 : Math.max(back, 0);
    this.#place(next < positions.count ? positions.start(next) : positions.end(positions.count - 1), extend);
  }

  #draw() {
    const box = this.#box();
    this.#caret.hidden = !box;
    if (!box) return;
    const frame = this.#host.getBoundingClientRect();
    this.#caret.style.left = `${box.left - frame.left - 1}px`;
    this.#caret.style.top = `${box.top - frame.top}px`;
    this.#caret.style.height = `${box.height}px`;
  }

  /** @returns {{ left: number, top: number, height: number } | null} */
  #box() {
    const offset = this.#offset();
    const { positions } = this.#map;
    if (offset === null) return null;
    const block = positions.blockAt(offset);
    const atEnd = offset >= positions.end(block);
    const character = atEnd
      ? this.#map.box(Math.max(offset - 1, positions.start(block)), offset)
      : this.#map.box(offset, offset + 1);
    return character &&
      { left: atEnd ? character.right : character.left, top: character.top, height: character.height };
  }

  #keepInView() {
    const box = this.#box();
    if (!box) return;
    const [low, high] = [80, innerHeight - 90];
    if (box.top < low) scrollBy({ top: box.top - low, behavior: "instant" });
    else if (box.top + box.height > high) scrollBy({ top: box.top + box.height - high, behavior: "instant" });
  }
}
