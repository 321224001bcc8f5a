/**
 * Finds words in a text as readers mean them: letters without regard to case and accents, dashes, blanks and quotation marks
 * of any kind, ligatures and raised digits as one types them. Places are UTF-16 units of the text as it is, never of the
 * folded one.
 */

/**
 * @typedef {object} Folded a text as it is compared
 * @property {string} words
 * @property {number[] | null} starts where the sign behind each unit of the words begins in the text; null for the same places
 * @property {number[] | null} ends where it ends
 */
/** @typedef {{ from: number, to: number }} Hit in UTF-16 units of the text, half-open; whole signs alone */

/** Most signs whose folded form is remembered. */
const MOST_KNOWN = 4096;

/** Marks on one letter: normalising sorts them in quadratic time, and a hundred thousand held the page up for five seconds. */
const MOST_MARKS = 64;

/** A text that differs from its folded form by case alone. */
const PLAIN = /^[\x20-\x7e]*$/;
const UNEVEN = / {2}| [<>=]|[<>=] /;

/** Signs that compare numbers: "p < 0.05" is "p<0.05". */
const COMPARES = new Set(["<", ">", "=", "±"]);

/** Accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic. Not the strokes that make "≠" of "=". */
const ACCENTS =
  /[\u0300-\u0333\u0339-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f]/g;

/** What is not seen: soft hyphens, joiners, marks of direction, choices of a glyph; and the stroke that stretches Arabic words. */
const UNSEEN =
  /[\u00ad\u034f\u061c\u0640\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]|[\u{e0100}-\u{e01ef}]/gu;

/** What belongs to the character before it: marks, and the letters that end a Korean syllable. */
const MARK = /^[\p{M}\u1160-\u11ff]$/u;
const BLANKS = /\s+/gu;
const DASHES = /[\p{Pd}\u02d7\u2043\u2212]/gu;

/** What would be decomposed to something else than what is meant by it. */
const BEFORE = new Map(Object.entries({ "º": "°", "˚": "°", "´": "'", "″": '"' }));

/** Signs without a decomposition, as they are typed. */
const TYPED = new Map(Object.entries({
  ...{ "ς": "σ", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss" },
  ...{ "≤": "<=", "⩽": "<=", "≦": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "×": "x", "⁄": "/", "∕": "/", "∗": "*" },
  ...{ "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‟": '"' },
  ...{ "«": '"', "»": '"' },
}));

/** @type {Map<string, string>} */
const known = new Map();

/**
 * @param {string} sign a character with the marks that belong to it
 * @returns {string} how it is compared; "" when it is not seen
 */
function foldSign(sign) {
  let folded = known.get(sign);
  if (folded === undefined) {
    const bare = (BEFORE.get(sign) ?? sign).replace(UNSEEN, "").normalize("NFKD").toLowerCase().replace(ACCENTS, "");
    // Composed again: what is left of marks makes other letters of them (が, 한, ≠).
    const typed = [...bare.normalize("NFC")].map((each) => TYPED.get(each) ?? each).join("");
    folded = typed.replace(DASHES, "-").replace(BLANKS, " ");
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(sign, folded);
  }
  return folded;
}

/**
 * @param {string} text
 * @param {number} from where a sign begins
 * @returns {number} where it ends: after the marks that follow it, but for those that no script needs
 */
function signEnd(text, from) {
  let end = from;
  let marks = -1;
  do {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    marks++;
  } while (
    marks < MOST_MARKS && text.charCodeAt(end) >= 0x300 && MARK.test(String.fromCodePoint(text.codePointAt(end) ?? 0))
  );
  return end;
}

/**
 * @param {string} text
 * @returns {Folded}
 */
export function fold(text) {
  if (PLAIN.test(text) && !UNEVEN.test(text)) return { words: text.toLowerCase(), starts: null, ends: null };
  /** @type {string[]} */
  const words = [];
  /** @type {[number[], number[]]} */
  const [starts, ends] = [[], []];
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = signEnd(text, from);
    for (const unit of foldSign(text.slice(from, to)).split("")) {
      const last = words.at(-1);
      // One blank stands for several, and none beside a sign that compares.
      if (unit === " " && (last === " " || COMPARES.has(last ?? ""))) continue;
      if (last === " " && COMPARES.has(unit)) { for (const list of [words, starts, ends]) list.pop(); }
      words.push(unit);
      starts.push(from);
      ends.push(to);
    }
  }
  return { words: words.join(""), starts, ends };
}

/**
 * @param {string} typed
 * @returns {string} the words to look for, as they are compared; "" for nothing that can be found
 */
export function foldSought(typed) {
  return fold(typed).words.trim();
}

/**
 * @param {Folded} folded
 * @param {string} sought as `foldSought` gives it
 * @returns {Hit[]} in order, none over another
 */
export function hitsOf({ words, starts, ends }, sought) {
  /** @type {Hit[]} */
  const hits = [];
  if (!sought) return hits;
  for (let at = words.indexOf(sought); at >= 0; at = words.indexOf(sought, at + sought.length)) {
    const last = at + sought.length - 1;
    const from = starts?.[at] ?? at;
    const to = ends?.[last] ?? last + 1;
    // Half of a ligature is the whole of it, once.
    if (from >= (hits.at(-1)?.to ?? 0)) hits.push({ from, to });
  }
  return hits;
}

/** Texts by number, each folded once. */
export class FoldedTexts {
  /** @type {({ text: string, folded: Folded } | undefined)[]} */
  #known = [];

  /**
   * @param {number} number
   * @param {string} text that it has now
   * @param {string} sought as `foldSought` gives it
   * @returns {Hit[]}
   */
  hits(number, text, sought) {
    let known = this.#known[number];
    if (known?.text !== text) known = this.#known[number] = { text, folded: fold(text) };
    return hitsOf(known.folded, sought);
  }
}

/**
 * @template T
 * @param {readonly T[]} all
 * @param {number} at around which some are wanted
 * @param {number} most
 * @returns {readonly T[]} as many as that, in order
 */
export function around(all, at, most) {
  const first = Math.max(0, Math.min(at - Math.floor(most / 2), all.length - most));
  return all.length <= most ? all : all.slice(first, first + most);
}

/**
 * Writes words for the box of my notes, so that they are searched as words and never read as its grammar.
 * @param {string} words
 * @param {string} trial its registry id
 * @returns {string}
 */
export function notesQuery(words, trial) {
  const bare = words.replaceAll(/["“”„‟«»]/gu, " ").replace(BLANKS, " ").trim();
  return `${/^[\p{L}\p{N}]+$/u.test(bare) ? bare : `"${bare}"`} trial:${trial}`;
}
