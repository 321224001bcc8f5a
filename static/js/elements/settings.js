/** What a reader sets for this device: <theme-choice> at the foot of every page, <reader-settings> on the reading page. */
import { choice, choose } from "../helpers/choices.js";
import { icon, make } from "../helpers/dom.js";

/** @typedef {"theme" | "size" | "face"} Setting */

/** @type {Record<Setting, [string, [string, string][]]>} */
const SETTINGS = {
  size: ["Size", [["small", "Small"], ["", "Medium"], ["large", "Large"], ["largest", "Largest"]]],
  face: ["Letters", [["", "Serif"], ["sans", "Sans"]]],
  theme: ["Theme", [["", "As the device"], ["light", "Light"], ["dark", "Dark"]]],
};

/** <theme-choice> */
export class ThemeChoice extends HTMLElement {
  connectedCallback() {
    const select = make("select", { class: "input", id: "theme-choice" });
    for (const [value, words] of SETTINGS.theme[1]) select.append(make("option", { value }, words));
    select.value = choice("theme");
    select.addEventListener("change", () => choose("theme", select.value));
    this.classList.add("theme-choice");
    this.replaceChildren(make("label", { for: "theme-choice" }, "Theme"), select);
  }
}

/** <reader-settings>: a button "Text" and its popover. */
export class ReaderSettings extends HTMLElement {
  connectedCallback() {
    const box = make("div", {
      id: "reader-settings",
      class: "settings",
      popover: "auto",
      role: "dialog",
      "aria-label": "Text settings",
    });
    for (const setting of /** @type {Setting[]} */ (["size", "face", "theme"])) box.append(this.#choices(setting));
    const button = make(
      "button",
      { type: "button", class: "button button-quiet", popovertarget: "reader-settings" },
      icon("text"),
      "Text",
    );
    this.replaceChildren(button, box);
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
      input.addEventListener("change", () => {
        choose(setting, value);
        dispatchEvent(new Event("resize")); // Everything that is measured is measured anew.
      });
      group.append(make("label", { class: "choice" }, input, make("span", {}, words)));
    }
    return group;
  }
}
