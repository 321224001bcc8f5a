/** Times, spans, lengths and refusals in words, as the pages write them. */
import { Offsets } from "./text.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Made once: making one takes longer than writing a thousand numbers. */
const NUMBERS = new Intl.NumberFormat("en-GB");

/**
 * @param {number} count
 * @param {string} unit
 * @returns {string}
 */
export function many(count, unit) {
  return `${written(count)} ${unit}${count === 1 ? "" : "s"}`;
}

/**
 * Writes a span in its two largest units, rounded down: "6 days 23 hours".
 * @param {number} seconds
 * @returns {string} "" when nothing is left
 */
export function spanWords(seconds) {
  if (seconds <= 0) return "";
  if (seconds < MINUTE) return "less than a minute";
  /** @type {[number, string, number, string]} */
  const [large, largeName, small, smallName] = seconds >= DAY
    ? [DAY, "day", HOUR, "hour"]
    : seconds >= HOUR
    ? [HOUR, "hour", MINUTE, "minute"]
    : [MINUTE, "minute", MINUTE, ""];
  const whole = Math.floor(seconds / large);
  const rest = Math.floor((seconds % large) / small);
  return rest > 0 ? `${many(whole, largeName)} ${many(rest, smallName)}` : many(whole, largeName);
}

/**
 * True in the last day of a span; a countdown turns amber then.
 * @param {number} seconds
 * @returns {boolean}
 */
export function isLastDay(seconds) {
  return seconds < DAY;
}

/**
 * Gives the time until the words of `spanWords` change, so that a clock ticks no more often than it must.
 * @param {number} seconds
 * @returns {number} seconds
 */
export function nextChange(seconds) {
  if (seconds <= MINUTE) return Math.max(seconds, 1);
  const unit = seconds >= DAY ? HOUR : MINUTE;
  return (seconds % unit) + 1;
}

/**
 * Writes a moment in the reader's own words: "just now", "5 minutes ago", "today, 14:03", "8 July 2022".
 * @param {Date} moment
 * @param {Date} now
 * @param {string} [zone] an IANA time zone; the reader's own unless told
 * @returns {string}
 */
export function momentWords(moment, now, zone) {
  const zoned = zone ? { timeZone: zone } : {};
  const seconds = (now.getTime() - moment.getTime()) / 1000;
  if (seconds >= 0 && seconds < MINUTE) return "just now";
  if (seconds >= 0 && seconds < HOUR) return `${many(Math.floor(seconds / MINUTE), "minute")} ago`;
  const day = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...zoned });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...zoned }).format(moment);
  const apart = (Date.parse(day.format(moment)) - Date.parse(day.format(now))) / (DAY * 1000);
  const near = { "-1": "yesterday", "0": "today", "1": "tomorrow" }[String(apart)];
  if (near) return `${near}, ${time}`;
  const year = new Intl.DateTimeFormat("en-GB", { year: "numeric", ...zoned });
  const date = { day: /** @type {const} */ ("numeric"), month: /** @type {const} */ ("long") };
  if (year.format(moment) !== year.format(now)) {
    return new Intl.DateTimeFormat("en-GB", { ...date, year: "numeric", ...zoned }).format(moment);
  }
  return `${new Intl.DateTimeFormat("en-GB", { ...date, ...zoned }).format(moment)}, ${time}`;
}

/**
 * Writes a moment for paper, which is read on another day: "8 July 2022, 14:03".
 * @param {Date} moment
 * @param {string} [zone]
 * @returns {string}
 */
export function dateWords(moment, zone) {
  const zoned = zone ? { timeZone: zone } : {};
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", ...zoned }).format(moment);
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...zoned }).format(moment);
  return `${day}, ${time}`;
}

/**
 * Writes a moment exactly: "Friday 8 July 2022 at 14:03:05 CEST".
 * @param {Date} moment
 * @param {string} [zone]
 * @returns {string}
 */
export function exactWords(moment, zone) {
  const zoned = zone ? { timeZone: zone } : {};
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long", ...zoned }).format(moment);
}

/**
 * Writes a moment as a page shows it.
 * @param {Date} moment
 * @param {Date} now
 * @param {{ exact: boolean, paper: boolean }} how exact as its reader has chosen; on paper, the words are read on another day
 * @param {string} [zone]
 * @returns {string}
 */
export function shownWords(moment, now, { exact, paper }, zone) {
  if (exact) return exactWords(moment, zone);
  return paper ? dateWords(moment, zone) : momentWords(moment, now, zone);
}

/**
 * @typedef {object} Source of a quote
 * @property {string} words
 * @property {string} title of the trial
 * @property {string} trial its id, after whose record it is, such as "ClinicalTrials.gov NCT04561557"
 * @property {string} section
 * @property {string} dated the day of the record's version, in words; empty when it has none
 * @property {string} url
 */

/**
 * Parts a quote and its source, ready to paste into a letter: what comes before the trial's id, the id, and what follows.
 * @param {Source} source
 * @returns {[string, string, string]} the address stands in none of them
 */
export function citation({ words, title, trial, section, dated }) {
  const quote = words.split("\n").join(" / ");
  const place = [section, dated && `version of ${dated}`].filter(Boolean).map((part) => `, ${part}`).join("");
  return [`“${quote}” (${title.replace(/[.\s]+$/, "")}. `, trial, place];
}

/** Why no note can be made on what is selected. */
export const REFUSALS = {
  changed: "A translator or an extension has changed these words. Notes are made on the original text.",
  scattered: "Your selection is in several places. Please select one passage at a time.",
};

/** Signs at the cut that an ellipsis replaces. */
const BEFORE_ELLIPSIS = /[\s….,;:。，、،؛]+$/u;

/**
 * Gives the beginning of a text and an ellipsis for the rest, by the rule of `shortened` in `annotate/core/text.py`.
 * @param {string} text
 * @param {number} longest in code points
 * @returns {string}
 */
export function shortened(text, longest) {
  const signs = [...text.slice(0, 2 * longest + 1)];
  return signs.length <= longest ? text : `${signs.slice(0, longest).join("").replace(BEFORE_ELLIPSIS, "")}…`;
}

/** Share of the longest length from which on the length is shown. */
const NEAR = 0.9;

/**
 * Says how long a text is, in code points, once that matters.
 * @param {string} text
 * @param {number} longest
 * @returns {{ kind: "" | "near" | "over", said: string }}
 */
export function lengthWords(text, longest) {
  if (text.length < longest * NEAR) return { kind: "", said: "" }; // UTF-16 units are never fewer than code points.
  const length = new Offsets(text).length;
  if (length < longest * NEAR) return { kind: "", said: "" };
  const all = `${written(length)} of ${written(longest)} characters`;
  if (length <= longest) return { kind: "near", said: all };
  return {
    kind: "over",
    said: `${many(length - longest, "character")} too long: ${all}. Nothing is cut; please shorten it.`,
  };
}

/**
 * @param {number} number
 * @returns {string} with a comma before each three digits
 */
export function written(number) {
  return NUMBERS.format(number);
}

/**
 * @param {number} place of one of several things, from 0
 * @param {number} count
 * @returns {string} such as "3 of 11"
 */
export function placeWords(place, count) {
  return `${written(place + 1)} of ${written(count)}`;
}

/**
 * Says where one is among the places where words were found.
 * @param {number} at number of the place that is shown, from 0; -1 for none
 * @param {number} count
 * @param {boolean} isCut whether there are more places than were counted
 * @returns {string} such as "3 of 11" or "11 hits"
 */
export function hitWords(at, count, isCut) {
  const more = isCut ? "more than " : "";
  return at < 0 ? more + many(count, "hit") : `${written(at + 1)} of ${more}${written(count)}`;
}
