/** Makes and finds elements. No markup in strings: the page's Trusted Types allow none. */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean>} [attributes] false leaves one out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Makes a box that scrolls when its content does not fit.
 * @param {string} name for those who do not see what it holds
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function scrollBox(name, attributes, ...children) {
  const box = document.createElement("scroll-box");
  for (const [key, value] of Object.entries({ ...attributes, "data-name": name })) box.setAttribute(key, value);
  box.append(...children);
  return box;
}

/**
 * @param {string} name a symbol of the sprite
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.body.dataset.icons ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * @template {HTMLElement} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T | null} the first match, when it is of the kind
 */
export function find(root, selector, kind) {
  const element = root.querySelector(selector);
  return element instanceof kind ? element : null;
}

/** Whether the margin stands beside the text (else it is a sheet at the foot of the screen). */
export const beside = matchMedia("(min-width: 50rem)");

/** @returns {number} the lower edge of what sticks at the head of the window, in pixels; 0 without it */
export function viewTop() {
  const tools = document.querySelectorAll(".reading-tools, .find-bar");
  return Math.max(0, ...[...tools].map((each) => each.getBoundingClientRect().bottom));
}

/** Whether the page is being set for paper. */
export const paper = matchMedia("print");

/**
 * Moves the focus to the next button of a group, round at its ends.
 * @param {Element} group
 * @param {number} way 1 or -1
 */
export function focusNextButton(group, way) {
  const buttons = [...group.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + way + buttons.length) % buttons.length]?.focus();
}

/**
 * The caret nearest to a point of the window.
 * @param {number} x
 * @param {number} y
 * @returns {{ node: Node, unit: number } | null}
 */
export function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, unit: caret.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y); // WebKit has this one only.
  return range ? { node: range.startContainer, unit: range.startOffset } : null;
}

/**
 * Gives an element the focus, and opens the folds that it is in.
 * @param {Element | null} element
 * @returns {boolean} whether it has the focus
 */
export function reach(element) {
  if (!(element instanceof HTMLElement)) return false;
  for (let fold = element.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
    fold.open = true;
  }
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
  return document.activeElement === element;
}

/** @param {HTMLElement} block gets the focus; it stops being focusable when the reader leaves it */
export function stand(block) {
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
  block.addEventListener("blur", () => block.removeAttribute("tabindex"), { once: true });
}

/** Focuses the block of the record in which the selection ends: the Tab key goes on from there. */
export function standAtSelection() {
  const block = getSelection()?.focusNode?.parentElement?.closest("annotated-text [data-start]");
  if (block instanceof HTMLElement) stand(block);
}
