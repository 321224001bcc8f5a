/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { completions } from "../../static/js/core/tags.js";

const KNOWN = ["dose", "Dose limit", "overdose", "to discuss"];

Deno.test("the last tag of a field is completed, beginnings first", () => {
  equal(completions("do", KNOWN), ["dose", "Dose limit", "overdose"]);
  equal(completions("x, DO", KNOWN), ["x, dose", "x, Dose limit", "x, overdose"]);
  equal(completions("#to", KNOWN), ["to discuss"]);
});

Deno.test("no tag is offered twice, nor one that is there whole", () => {
  equal(completions("Dose,", KNOWN), ["Dose, Dose limit", "Dose, overdose", "Dose, to discuss"]);
  equal(completions("dose", KNOWN), ["Dose limit", "overdose"]);
});

Deno.test("few are offered at once", () => {
  const many = Array.from({ length: 500 }, (_, number) => `tag ${number}`);
  ok(completions("", many).length <= 20);
});
