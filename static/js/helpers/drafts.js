/**
 * What was typed and is not yet saved, kept on this device by account and trial: it survives a reload, a crash and the end
 * of a session.
 */

/**
 * @typedef {object} Draft
 * @property {string} key "start-end" of the passage, "page", or "edit-<note id>"
 * @property {number | null} start code points; null for a note on the whole trial
 * @property {number | null} end
 * @property {string} exact the passage's words
 * @property {string} version the version that the offsets count in
 * @property {string} body
 * @property {string} label
 * @property {string} clientKey the same for every try to save it, so that it is saved once
 * @property {number} at when it was last typed in, in milliseconds
 * @property {boolean} open whether its composer was open
 * @property {string} [revision] of an edit: the note's revision that it was begun on
 */

/**
 * @param {string} key
 * @param {Partial<Draft>} [said] what it begins with
 * @returns {Draft} begun now, in an open composer
 */
export function newDraft(key, said = {}) {
  return {
    key,
    start: null,
    end: null,
    exact: "",
    version: "",
    body: "",
    label: "",
    clientKey: "",
    at: Date.now(),
    open: true,
    ...said,
  };
}

export class Drafts {
  #storage;
  #prefix;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} storage
   * @param {string} account
   * @param {string} trial
   */
  constructor(storage, account, trial) {
    this.#storage = storage;
    this.#prefix = `annotate.draft.${account}.${trial}.`;
  }

  /** @returns {Draft[]} the oldest first */
  all() {
    /** @type {Draft[]} */
    const drafts = [];
    for (let index = 0; index < this.#storage.length; index++) {
      const name = this.#storage.key(index);
      const draft = name?.startsWith(this.#prefix) ? this.get(name.slice(this.#prefix.length)) : null;
      if (draft) drafts.push(draft);
    }
    return drafts.sort((one, other) => one.at - other.at);
  }

  /**
   * @param {string} key
   * @returns {Draft | null}
   */
  get(key) {
    try {
      const draft = JSON.parse(this.#storage.getItem(this.#prefix + key) ?? "null");
      return draft && typeof draft.body === "string" && draft.key === key ? draft : null;
    } catch {
      return null; // Not ours, or cut off by a crash: as if it were not there.
    }
  }

  /**
   * @param {Draft} draft
   * @returns {boolean} whether the device could keep it
   */
  put(draft) {
    try {
      this.#storage.setItem(this.#prefix + draft.key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} key */
  drop(key) {
    try {
      this.#storage.removeItem(this.#prefix + key);
    } catch {
      // A device that keeps nothing has nothing to forget.
    }
  }
}

/**
 * This device's storage, or one that forgets, where the browser refuses any.
 * @returns {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">}
 */
export function deviceStorage() {
  try {
    const storage = localStorage;
    storage.getItem("");
    return storage;
  } catch {
    return { length: 0, key: () => null, getItem: () => null, setItem: refuse, removeItem: () => {} };
  }
}

/** @returns {never} */
function refuse() {
  throw new Error("This browser keeps nothing");
}
