/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import vectors from "../vectors/shortened.json" with { type: "json" };
import {
  citation,
  dateWords,
  exactWords,
  hitWords,
  isLastDay,
  lengthWords,
  many,
  momentWords,
  nextChange,
  shortened,
  shownWords,
  spanWords,
} from "../../static/js/core/words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

Deno.test("a span is told in its two largest units", () => {
  equal(spanWords(7 * DAY - 1), "6 days 23 hours");
  equal(spanWords(DAY + HOUR), "1 day 1 hour");
  equal(spanWords(7 * DAY), "7 days");
  equal(spanWords(DAY - 1), "23 hours 59 minutes");
  equal(spanWords(HOUR), "1 hour");
  equal(spanWords(61), "1 minute");
  equal(spanWords(59), "less than a minute");
  equal(spanWords(0), "");
  equal(spanWords(-5), "");
});

Deno.test("a number has a comma before each three digits", () => {
  equal([0, 1, 100, 1000, 5000].map((count) => many(count, "note")), [
    "0 notes",
    "1 note",
    "100 notes",
    "1,000 notes",
    "5,000 notes",
  ]);
});

Deno.test("the last day begins 24 hours before the end", () => {
  equal(isLastDay(DAY), false);
  equal(isLastDay(DAY - 1), true);
});

Deno.test("the clock ticks when the words change, and not before", () => {
  for (const left of [7 * DAY - 1, DAY + 5, HOUR * 5 + 17, 90, 61]) {
    const wait = nextChange(left);
    ok(spanWords(left - wait) !== spanWords(left));
    equal(spanWords(left - wait + 1), spanWords(left));
  }
});

Deno.test("a moment is told as a person would", () => {
  const now = new Date("2026-03-10T12:00:00Z");
  const told = (/** @type {string} */ at) => momentWords(new Date(at), now, "UTC");
  equal(told("2026-03-10T11:59:30Z"), "just now");
  equal(told("2026-03-10T11:58:00Z"), "2 minutes ago");
  equal(told("2026-03-10T09:05:00Z"), "today, 09:05");
  equal(told("2026-03-09T23:59:00Z"), "yesterday, 23:59");
  equal(told("2026-03-11T08:00:00Z"), "tomorrow, 08:00");
  equal(told("2026-01-02T08:00:00Z"), "2 January, 08:00");
  equal(told("2022-07-08T08:00:00Z"), "8 July 2022");
});

Deno.test("today is the reader's day, not the server's", () => {
  const now = new Date("2026-03-10T01:00:00Z");
  equal(momentWords(new Date("2026-03-09T22:30:00Z"), now, "Europe/Berlin"), "yesterday, 23:30");
  equal(momentWords(new Date("2026-03-09T22:30:00Z"), now, "America/New_York"), "today, 18:30");
});

Deno.test("on paper a moment is a date", () => {
  equal(dateWords(new Date("2026-11-28T22:03:05Z"), "Europe/Berlin"), "28 November 2026, 23:03");
});

Deno.test("an exact moment names its day, second and zone", () => {
  const words = exactWords(new Date("2022-07-08T12:03:05Z"), "UTC");
  ok(/Friday,? 8 July 2022/.test(words), words);
  ok(/12:03:05 UTC/.test(words), words);
});

Deno.test("a reader who has chosen exact times reads no other, on paper neither", () => {
  const [at, now] = [new Date("2022-07-08T12:03:05Z"), new Date("2022-07-08T12:24:05Z")];
  const told = (/** @type {boolean} */ exact, /** @type {boolean} */ paper) =>
    shownWords(at, now, { exact, paper }, "UTC");
  equal(told(false, false), "21 minutes ago");
  equal(told(false, true), "8 July 2022, 12:03");
  for (const paper of [false, true]) equal(told(true, paper), exactWords(at, "UTC"));
});

Deno.test("a quote carries its source", () => {
  const source = {
    words: "Age\n≥18 Years",
    title: "A trial.",
    trial: "ClinicalTrials.gov NCT04561557",
    section: "Eligibility",
    dated: "20 February 2026",
    url: "https://notes.example/trials/NCT04561557",
  };
  equal(citation(source), ["“Age / ≥18 Years” (A trial. ", source.trial, ", Eligibility, version of 20 February 2026"]);
  equal(citation({ ...source, dated: "" })[2], ", Eligibility");
  equal(citation({ ...source, section: "", dated: "" })[2], "");
});

Deno.test("a text is shortened as the server shortens it", () => {
  for (const { text, longest, shortened: words } of vectors) equal(shortened(text, longest), words);
});

Deno.test("a length is told near the longest one, in code points", () => {
  equal(lengthWords("x".repeat(17_999), 20_000), { kind: "", said: "" });
  equal(lengthWords("x".repeat(18_000), 20_000), { kind: "near", said: "18,000 of 20,000 characters" });
  equal(lengthWords("😀".repeat(20_000), 20_000), { kind: "near", said: "20,000 of 20,000 characters" });
  equal(lengthWords("😀".repeat(10_000), 20_000), { kind: "", said: "" });
  equal(
    lengthWords("x".repeat(20_001), 20_000).said,
    "1 character too long: 20,001 of 20,000 characters. Nothing is cut; please shorten it.",
  );
});

Deno.test("places where words were found are counted, the last of very many are not", () => {
  equal(hitWords(2, 11, false), "3 of 11");
  equal(hitWords(-1, 1, false), "1 hit");
  equal(hitWords(-1, 20_000, true), "more than 20,000 hits");
  equal(hitWords(0, 20_000, true), "1 of more than 20,000");
});
