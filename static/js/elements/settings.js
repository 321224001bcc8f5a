/** Settings for this device: <device-choice> at the foot of a page, <reader-settings> on the reading page. */
import { choice, choose } from "../ui/choices.js";
import { find, icon, make } from "../ui/dom.js";
import { on } from "../ui/events.js";

/** @typedef {"theme" | "size" | "face" | "lines" | "width" | "times"} Setting */

/** @type {Record<Setting, [string, [string, string][]]>} */
const SETTINGS = {
  size: ["Size", [["small", "Small"], ["", "Medium"], ["large", "Large"], ["largest", "Largest"]]],
  face: ["Typeface", [["", "Serif"], ["sans", "Sans"]]],
  lines: ["Line height", [["close", "Close"], ["", "Medium"], ["wide", "Wide"]]],
  width: ["Width", [["narrow", "Narrow"], ["", "Medium"], ["wide", "Wide"]]],
  theme: ["Theme", [["", "Match device"], ["light", "Light"], ["dark", "Dark"]]],
  times: ["Times", [["", "In words"], ["exact", "Exact"]]],
};

/** <device-choice data-setting="theme">: one of the settings, as a list to choose from. */
export class DeviceChoice extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const setting = /** @type {Setting} */ (this.dataset.setting);
    const [title, options] = SETTINGS[setting];
    const id = `choice-${setting}`;
    const select = make("select", { class: "input", id });
    for (const [value, words] of options) select.append(make("option", { value }, words));
    select.value = choice(setting);
    this.#life = new AbortController();
    select.addEventListener("change", () => choose(setting, select.value));
    on("device-chosen", ({ name, value }) => name === setting && (select.value = value), this.#life.signal);
    this.classList.add("device-choice");
    this.replaceChildren(make("label", { for: id }, title), select);
  }

  disconnectedCallback() {
    this.#life.abort();
  }
}

/** <reader-settings>: a button "Text" and its popover. */
export class ReaderSettings extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    const box = make("div", {
      id: "reader-settings",
      class: "settings",
      popover: "auto",
      role: "dialog",
      "aria-label": "Text settings",
    });
    for (const setting of /** @type {Setting[]} */ (["size", "face", "lines", "width", "theme", "times"])) {
      box.append(this.#choices(setting));
    }
    const button = make(
      "button",
      { type: "button", class: "button button-quiet", popovertarget: "reader-settings" },
      icon("text"),
      "Text",
    );
    this.replaceChildren(button, box);
    this.#life = new AbortController();
    on("device-chosen", ({ name, value }) => {
      const chosen = find(box, `[name="reader-${name}"][value="${value}"]`, HTMLInputElement);
      if (chosen) chosen.checked = true;
      dispatchEvent(new Event("resize")); // Everything that is measured is measured anew.
    }, this.#life.signal);
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {Setting} setting
   * @returns {HTMLFieldSetElement}
   */
  #choices(setting) {
    const [title, options] = SETTINGS[setting];
    const group = make("fieldset", { class: "choices choices-row" }, make("legend", { class: "field-label" }, title));
    for (const [value, words] of options) {
      const input = make("input", { type: "radio", name: `reader-${setting}`, value });
      input.checked = choice(setting) === value;
      input.addEventListener("change", () => choose(setting, value));
      group.append(make("label", { class: "choice" }, input, make("span", {}, words)));
    }
    return group;
  }
}
