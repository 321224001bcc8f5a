/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { seeded } from "./random.js";
import { around, fold, FoldedTexts, foldSought, hitsOf, notesQuery } from "../../static/js/core/finding.js";

/**
 * @param {string} text
 * @param {string} words
 * @returns {string[]} what is found, as the text has it
 */
function found(text, words) {
  return hitsOf(fold(text), foldSought(words)).map(({ from, to }) => text.slice(from, to));
}

/** Texts, words that one types for a part of them, and the parts. @type {[string, string, string[]][]} */
const MEANT = [
  ["Dose, DOSE and dosage", "dose", ["Dose", "DOSE"]],
  ["Sjögren, Sjo\u0308gren, SJOGREN", "sjogren", ["Sjögren", "Sjo\u0308gren", "SJOGREN"]],
  ["Sjogren", "Sjögren", ["Sjogren"]],
  ["aged ≥18 years, ≥ 18, >=18 and >= 18", "≥18", ["≥18", "≥ 18", ">=18", ">= 18"]],
  ["aged ≥18", "≥", ["≥"]],
  ["p < 0.05; P<0.05", "p<0.05", ["p < 0.05", "P<0.05"]],
  ["a ≠ b", "=", []],
  ["a ≠ b", "≠", ["≠"]],
  ["a =\u0338 b", "≠", ["=\u0338"]],
  ["5 µg, 5 μg", "5 μg", ["5 µg", "5 μg"]],
  ["β-blocker, Β‐BLOCKER, β‑blocker, β–blocker, β−blocker", "β-blocker", [
    "β-blocker",
    "Β‐BLOCKER",
    "β‑blocker",
    "β–blocker",
    "β−blocker",
  ]],
  ["immuno\u00adglobulin", "immunoglobulin", ["immuno\u00adglobulin"]],
  ["\u00adglobulin\u00ad", "globulin", ["globulin"]],
  ["200\u00a0mg, 200\u2009mg, 200 \n mg", "200 mg", ["200\u00a0mg", "200\u2009mg", "200 \n mg"]],
  ["ﬁbrosis", "fibrosis", ["ﬁbrosis"]],
  ["ﬁbrosis", "ibrosis", ["ﬁbrosis"]],
  ["oﬃce", "f", ["ﬃ"]],
  ["10⁹/L, kg/m²", "m2", ["m²"]],
  ["10⁻⁹", "10-9", ["10⁻⁹"]],
  ["37 °C, 37 ºC, 37 ℃", "37 °c", ["37 °C", "37 ºC", "37 ℃"]],
  ["Crohn’s, Crohn's", "crohn's", ["Crohn’s", "Crohn's"]],
  ["“naïve” patients", '"naive"', ["“naïve”"]],
  ["Straße, STRASSE", "strasse", ["Straße", "STRASSE"]],
  ["İstanbul, Istanbul, ıstanbul", "istanbul", ["İstanbul", "Istanbul", "ıstanbul"]],
  ["ΟΔΟΣ, οδος, οδός", "οδοσ", ["ΟΔΟΣ", "οδος", "οδός"]],
  ["👩‍🔬 and 😀 40 mg", "40 MG", ["40 mg"]],
  ["a 😀 b", "😀", ["😀"]],
  ["שָׁלוֹם עולם", "שלום", ["שָׁלוֹם"]],
  ["\u202bقِسْم الـقلب\u202c", "القلب", ["الـقلب"]],
  ["한국", "하", []],
  ["한국 \u1112\u1161\u11ab\u1100\u116e\u11a8", "한국", ["한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"]],
  ["がん", "か", []],
  ["２００ｍｇ", "200mg", ["２００ｍｇ"]],
  ["aaaa", "aa", ["aa", "aa"]],
  ["dose", "  dose ", ["dose"]],
  ["one two", "onetwo", []],
  ["x", "", []],
  ["x", " \u00ad ", []],
  ["a (b) [c] .*", ".*", [".*"]],
];

Deno.test("words are found as readers mean them", () => {
  for (const [text, words, parts] of MEANT) equal(found(text, words), parts, `${text} by ${words}`);
});

const SIGNS = [
  ..."abcXYZ 019.,;()<>=-–—−“”’'\"≥≤±×µμβΣςéÅøßﬁﬃ½²⁹℃º…\u00ad\u200b\u00a0\u2009\t\n😀𝛼한がשلم",
  "e\u0301",
  "o\u0308\u0323",
  "=\u0338",
  "שָׁ",
  "👩‍🔬",
  "☎\ufe0f",
  "\ud83d",
  "\u0301",
];

/**
 * @param {(below: number) => number} random
 * @param {number} longest
 * @returns {string[]} the signs of a text
 */
function someSigns(random, longest) {
  return Array.from({ length: random(longest + 1) }, () => SIGNS[random(SIGNS.length)] ?? "");
}

Deno.test("every part of a text is found in it, where it is", () => {
  const random = seeded(11);
  let tried = 0;
  for (let round = 0; round < 4000; round++) {
    // A mark by itself belongs to the sign before it.
    const signs = someSigns(random, 30).filter((sign) => sign !== "\u0301" && sign !== "\ud83d");
    const from = random(signs.length + 1);
    const to = from + random(signs.length + 1 - from);
    const text = signs.join("");
    const start = signs.slice(0, from).join("").length;
    const part = signs.slice(from, to).join("");
    const sought = foldSought(part);
    if (!sought) continue;
    tried++;
    const folded = fold(text);
    ok(folded.words.includes(sought), JSON.stringify([text, part]));
    // Some hit covers words that are the same to a reader; the part itself unless an earlier hit has taken of it.
    const hits = hitsOf(folded, sought);
    ok(hits.some((hit) => hit.from < start + part.length && hit.to > start), JSON.stringify([text, part, hits]));
  }
  ok(tried > 2000);
});

Deno.test("hits are in order and apart, begin and end between signs, and hold what was sought", () => {
  const random = seeded(12);
  let hit = 0;
  for (let round = 0; round < 4000; round++) {
    const text = someSigns(random, 60).join("");
    const sought = foldSought(someSigns(random, 2).join(""));
    let before = 0;
    for (const { from, to } of hitsOf(fold(text), sought)) {
      hit++;
      ok(before <= from && from < to && to <= text.length, JSON.stringify([text, sought, from, to]));
      before = to;
      for (const place of [from, to]) ok(!/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(place - 1, place + 1)));
      ok(fold(text.slice(from, to)).words.includes(sought), JSON.stringify([text, sought, from, to]));
    }
  }
  ok(hit > 1000);
});

Deno.test("folding twice is folding once, and the short way is the long way", () => {
  const random = seeded(13);
  for (let round = 0; round < 3000; round++) {
    const text = someSigns(random, 40).join("");
    const { words, starts, ends } = fold(text);
    equal(fold(words).words, words, JSON.stringify(text));
    ok(!starts || starts.length === words.length && ends?.length === words.length);
    const plain = text.replaceAll(/[^\x20-\x7e]/gu, "x").replaceAll(/ +/g, " ");
    equal(fold(`${plain}é`).words, fold(`${plain}e`).words, plain);
  }
});

Deno.test("long texts take no time worth speaking of", () => {
  const text = "Patients aged ≥18 years with β-blocker therapy and an ANC of 1.5×10⁹/L. ".repeat(5000);
  ok(text.length > 350_000);
  const texts = new FoldedTexts();
  const begun = performance.now();
  const hits = texts.hits(0, text, foldSought("a"));
  ok(hits.length > 20_000);
  equal(texts.hits(0, text, foldSought("anc OF 1.5x109")).length, 5000);
  ok(performance.now() - begun < 20_000, "a third of a second on an idle machine");
});

Deno.test("a text that has changed is folded anew", () => {
  const texts = new FoldedTexts();
  equal(texts.hits(0, "200 mg", "200"), [{ from: 0, to: 3 }]);
  equal(texts.hits(0, "up to 200 mg", "200"), [{ from: 6, to: 9 }]);
  equal(texts.hits(1, "200 mg", "400"), []);
});

Deno.test("of too many, those around one are taken", () => {
  const all = Array.from({ length: 10 }, (_, index) => index);
  equal(around(all, 5, 4), [3, 4, 5, 6]);
  equal(around(all, 0, 4), [0, 1, 2, 3]);
  equal(around(all, -1, 4), [0, 1, 2, 3]);
  equal(around(all, 9, 4), [6, 7, 8, 9]);
  equal(around(all, 3, 10), all);
});

Deno.test("words for the box of my notes are no grammar there", () => {
  equal(notesQuery("dose", "NCT1"), "dose trial:NCT1");
  equal(notesQuery('is it "label:x" OR', "NCT1"), '"is it label:x OR" trial:NCT1');
  equal(notesQuery("-not", "NCT1"), '"-not" trial:NCT1');
});

Deno.test("a pile of marks on one letter holds nothing up", () => {
  const text = `a${"\u0323\u0301".repeat(100_000)}b`;
  const begun = performance.now();
  equal(fold(text).words, "ab");
  ok(performance.now() - begun < 2000);
});
