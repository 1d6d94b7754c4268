/** Grades what a turn did against what its case expects. */
import type { Case, ExpectedCall, PlainExpectation } from "./case.ts";
import { differingFields, type Reading } from "./matchers.ts";
import type { Deed, MadeCall } from "./run-cases.ts";

export interface Grade {
  id: string;
  tags: string[];
  message: string;
  wants: "calls" | "ask" | "refuse";
  did: "calls" | "ask" | "refuse";
  tool: boolean;
  exact: boolean;
  wrongWrite: boolean;
  /** Why it is not exact, in words. */
  because: string;
  ms: number;
  deed: Deed;
}

export function gradeOf(given: Case, deed: Deed): Grade {
  const options = "anyOf" in given.expect ? given.expect.anyOf : [given.expect];
  const grades = options.map((option) => gradeAgainst(given, option, deed));
  const best = grades.reduce((one, other) => (rank(other) > rank(one) ? other : one));
  return forbidding(given, best);
}

const rank = (grade: Grade): number =>
  (grade.exact ? 4 : 0) + (grade.wrongWrite ? 0 : 2) + (grade.tool ? 1 : 0);

function gradeAgainst(given: Case, expected: PlainExpectation, deed: Deed): Grade {
  const { id, tags, message } = given;
  const base = { id, tags, message, did: kindOf(deed), ms: deed.ms, deed };
  if (deed.broken !== undefined)
    return {
      ...base,
      wants: wantOf(expected),
      tool: false,
      exact: false,
      wrongWrite: false,
      because: deed.broken,
    };
  if ("calls" in expected)
    return { ...base, wants: "calls", ...gradeCalls(given, expected.calls, deed) };
  const wrongWrite = deed.calls.some(isWriting);
  const right = "ask" in expected ? asksRightly(expected.ask, deed) : base.did === "refuse";
  const exact = right && !wrongWrite;
  const because = exact ? "" : `expected ${wantOf(expected)}, got ${base.did}`;
  return { ...base, wants: wantOf(expected), tool: exact, exact, wrongWrite, because };
}

const wantOf = (expected: PlainExpectation): Grade["wants"] => {
  if ("calls" in expected) return "calls";
  return "ask" in expected ? "ask" : "refuse";
};

/** A turn that called something and also asked, asked. */
function kindOf({ calls, offers, asked }: Deed): Grade["did"] {
  if (asked || calls.some((call) => call.outcome === "question")) return "ask";
  const done = calls.filter(isMade);
  if (done.some((call) => call.tool !== "help")) return "calls";
  return calls.length === 0 && offers.length > 0 ? "ask" : "refuse";
}

const isMade = (call: MadeCall): boolean => call.outcome === "done" || call.outcome === "confirm";
const isWriting = (call: MadeCall): boolean => call.effect !== "read" && isMade(call);

function asksRightly(ask: true | { tools?: string[] | undefined }, deed: Deed): boolean {
  if (kindOf(deed) !== "ask") return false;
  // A model's question is in its own words: what it is about is not told.
  if (ask === true || !ask.tools || deed.asked) return true;
  const about = [
    ...deed.offers,
    ...deed.calls.filter((call) => call.outcome === "question").map((call) => call.tool),
  ];
  return about.some((tool) => ask.tools?.includes(tool));
}

function gradeCalls(given: Case, expected: readonly ExpectedCall[], deed: Deed) {
  const { calls } = deed;
  const tool = sameTools(expected, calls);
  const faults = tool ? faultsOf(given, expected, calls) : [differentTools(expected, deed)];
  const wrongWrite = calls.some(
    (call) =>
      isWriting(call) &&
      !expected.some((one) => one.tool === call.tool && argFaults(given, one, call).length === 0),
  );
  return { tool, exact: faults.length === 0, wrongWrite, because: faults.join("; ") };
}

/** Writes in the order expected, reads in any. */
function sameTools(expected: readonly ExpectedCall[], calls: readonly MadeCall[]): boolean {
  const names = (list: readonly { tool: string }[]) => list.map((one) => one.tool);
  const writes = new Set(calls.filter((call) => call.effect !== "read").map((call) => call.tool));
  const onlyWrites = (list: string[]) => list.filter((name) => writes.has(name)).join();
  const [wanted, made] = [names(expected), names(calls)];
  return (
    [...wanted].sort().join() === [...made].sort().join() && onlyWrites(wanted) === onlyWrites(made)
  );
}

function differentTools(expected: readonly ExpectedCall[], { calls, offers }: Deed): string {
  const made = calls.map((call) => call.tool).join(", ") || "nothing";
  const offered = offers.length > 0 ? ` (offered ${offers.join(", ")})` : "";
  return `expected ${expected.map((call) => call.tool).join(", ")}, called ${made}${offered}`;
}

function faultsOf(
  given: Case,
  expected: readonly ExpectedCall[],
  calls: readonly MadeCall[],
): string[] {
  const left = [...calls];
  return expected.flatMap((one) => {
    const same = left.filter((call) => call.tool === one.tool);
    const found = same.find((call) => callFaults(given, one, call).length === 0) ?? same[0];
    if (!found) return [`${one.tool} was not called`];
    left.splice(left.indexOf(found), 1);
    return callFaults(given, one, found);
  });
}

function callFaults(given: Case, expected: ExpectedCall, call: MadeCall): string[] {
  const right = expected.outcome ? call.outcome === expected.outcome : isMade(call);
  const outcome = right ? [] : [`${call.tool} ended as ${call.outcome}`];
  return [...outcome, ...argFaults(given, expected, call)];
}

function argFaults(given: Case, expected: ExpectedCall, call: MadeCall): string[] {
  const reading: Reading = {
    now: new Date(given.now),
    timeZone: given.tz,
    currency: "EUR",
    resolved: call.resolved,
  };
  return differingFields(expected.args, call.args, reading).map(
    (field) =>
      `${call.tool}.${field} is ${JSON.stringify(call.args[field] ?? null)}, not ${JSON.stringify(expected.args[field] ?? null)}`,
  );
}

/** What a case forbids is wrong whatever else is right. */
function forbidding(given: Case, grade: Grade): Grade {
  const hit = grade.deed.calls.find(
    (call) =>
      isMade(call) &&
      given.forbid.some((rule) =>
        typeof rule === "string"
          ? rule === call.tool
          : rule.tool === call.tool &&
            argFaults(given, rule, { ...call, args: only(call.args, rule.args) }).length === 0,
      ),
  );
  if (!hit) return grade;
  const because = [grade.because, `${hit.tool} is forbidden here`].filter(Boolean).join("; ");
  return {
    ...grade,
    exact: false,
    wrongWrite: grade.wrongWrite || hit.effect !== "read",
    because,
  };
}

const only = (args: Record<string, unknown>, fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(args).filter(([field]) => field in fields));
