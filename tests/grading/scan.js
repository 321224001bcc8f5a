// Prints, as one JSON object, what two scanners of others say of the server at an address such as `localhost:8443`.
import { scan } from "@mdn/mdn-http-observatory";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";

const told = await scan(process.argv[2]);
const policy = told.scan.responseHeaders["content-security-policy"];
const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
console.log(JSON.stringify({
  grade: told.scan.grade,
  score: told.scan.score,
  results: Object.fromEntries(Object.entries(told.tests).map(([name, test]) => [name, test.result])),
  failed: Object.entries(told.tests).filter(([_name, test]) => !test.pass).map(([name]) => name),
  findings: findings.map(({ severity, directive, value, description }) => ({
    severity: Severity[severity],
    directive,
    value: value ?? "",
    description,
  })),
}));
