/**
 * Caret mode: arrow keys move a caret in the record, and Shift extends the selection, for readers without a mouse. A
 * page cannot switch on the browser's own caret browsing, so the caret is drawn here over the native selection.
 */
import { CaretSpeech } from "./caret-speech.js";
import { make, standAtSelection } from "../ui/dom.js";
import { announce } from "../ui/events.js";
import { isComposing, takesText } from "../ui/keys.js";

/** @typedef {import("./text-map.js").TextMap} TextMap */
/** @typedef {import("./caret-speech.js").Step} Step */

const STATE = "Caret mode is on: arrow keys move, Shift selects, Esc leaves";

export class CaretMode {
  #map;
  #host;
  #enter;
  #speech;
  #caret = make("div", { class: "caret", "aria-hidden": "true" });
  #state = make("p", { class: "caret-state" }, STATE);
  /** @type {AbortController | null} */
  #running = null;

  /**
   * @param {TextMap} map
   * @param {HTMLElement} host the element that holds the record
   * @param {{ enter: (offset: number | null) => void, notesAt: (offset: number) => readonly string[] }} can what Enter does:
   *   at an offset, or (null) with the selection; and which notes stand at an offset
   */
  constructor(map, host, { enter, notesAt }) {
    this.#map = map;
    this.#host = host;
    this.#enter = enter;
    this.#speech = new CaretSpeech(map, notesAt);
  }

  get isOn() {
    return this.#running !== null;
  }

  /** @returns {number | null} the start of the block in which the caret stands, in code points; null while it is off */
  get block() {
    const { focusNode } = getSelection() ?? {};
    const element = focusNode && this.isOn ? focusNode.parentElement?.closest("[data-start]") : null;
    return element instanceof HTMLElement && this.#host.contains(element) ? Number(element.dataset.start) : null;
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
    this.#speech.start();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (this.block === null) this.#place(this.#firstInView(), false);
    this.#draw();
    announce("Caret mode is on. Arrow keys move, Shift selects, Escape leaves.");
  }

  stop() {
    this.#running?.abort();
    this.#running = null;
    this.#caret.remove();
    this.#state.remove();
    this.#speech.stop();
    this.#goOnFromHere();
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
    if (place) this.#set(place, extend);
  }

  /**
   * @param {{ node: Node, unit: number }} place
   * @param {boolean} extend
   */
  #set(place, extend) {
    const selection = getSelection();
    if (!selection) return;
    if (extend && selection.anchorNode) selection.extend(place.node, place.unit);
    else selection.collapse(place.node, place.unit);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (
      isComposing(event) || takesText(event.target) || event.altKey ||
      (event.target instanceof Element && event.target.closest("[role=toolbar], [role=search], [popover]"))
    ) {
      return;
    }
    if (event.key === "Tab") return this.#goOnFromHere();
    if (event.key === "Escape") this.#escape();
    else if (event.key === "Enter") {
      if (event.target instanceof Element && event.target.closest("a, button, summary")) return;
      this.#enter(getSelection()?.isCollapsed === false ? null : this.#offset());
    } else if (!this.#move(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Focuses the caret's block while nothing else has the focus. */
  #goOnFromHere() {
    if (document.activeElement === document.body) standAtSelection();
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
    /** @type {Step} */
    let step = "line";
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight":
        step = far ? "word" : "character";
        this.#step(forward, step, shiftKey);
        break;
      case "ArrowUp":
      case "ArrowDown":
        if (far) this.#block(forward, shiftKey);
        else this.#step(forward, "line", shiftKey);
        if (far) step = "block";
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
    this.#speech.say(this.#offset(), step);
    return true;
  }

  /**
   * @param {boolean} forward
   * @param {"character" | "word" | "line" | "lineboundary"} unit
   * @param {boolean} extend
   */
  #step(forward, unit, extend) {
    const selection = getSelection();
    const before = this.block;
    if (!selection || before === null) return this.#place(this.#firstInView(), false);
    const back = { node: selection.focusNode, unit: selection.focusOffset };
    selection.modify(extend ? "extend" : "move", forward ? "forward" : "backward", unit);
    const { focusNode, focusOffset } = selection;
    if (this.#map.isText(focusNode)) return;
    // The browser stepped out of the text (into a heading's badge, the margin …): on to the next block that way, or stay.
    const inside = focusNode && this.#host.contains(focusNode);
    const offset = inside ? this.#map.offset(focusNode, focusOffset, forward ? "forward" : "back") : null;
    if (offset !== null) this.#place(offset, extend);
    else if (back.node) this.#set({ node: back.node, unit: back.unit }, extend);
  }

  /**
   * @param {boolean} forward
   * @param {boolean} extend
   */
  #block(forward, extend) {
    const start = this.block;
    if (start === null) return;
    const { positions } = this.#map;
    const block = positions.blockAt(start);
    const offset = this.#offset() ?? start;
    const next = forward ? block + 1 : Math.max(offset > start ? block : block - 1, 0);
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

  /** @returns {{ left: number, top: number, height: number } | null} the edge of the character at which the caret stands */
  #box() {
    const { focusNode, focusOffset } = getSelection() ?? {};
    if (!(focusNode instanceof Text) || focusOffset === undefined || !this.#map.isText(focusNode)) return null;
    const atEnd = focusOffset >= focusNode.length;
    const range = document.createRange();
    range.setStart(focusNode, atEnd ? Math.max(focusOffset - 1, 0) : focusOffset);
    range.setEnd(focusNode, atEnd ? focusOffset : focusOffset + 1);
    const character = range.getClientRects()[0];
    return character
      ? { left: atEnd ? character.right : character.left, top: character.top, height: character.height }
      : null;
  }

  #keepInView() {
    const box = this.#box();
    if (!box) return;
    const [low, high] = [80, innerHeight - 90];
    if (box.top < low) scrollBy({ top: box.top - low, behavior: "instant" });
    else if (box.top + box.height > high) scrollBy({ top: box.top + box.height - high, behavior: "instant" });
  }
}
