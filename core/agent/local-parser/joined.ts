/** Parts of a message that speak of one record become one call. */
import type { Candidate } from "./candidates.ts";

/** "Move it to negotiation and bump it to 28k" changes one record once. */
export function joined(sure: readonly Candidate[]): Candidate[] {
  const all: Candidate[] = [];
  for (const next of sure) {
    const last = all.at(-1);
    if (last && saysAgain(last, next)) continue;
    const whole = last && describes(last, next);
    if (whole) all.splice(-1, 1, whole);
    else if (last && goesOn(last, next))
      all.splice(-1, 1, {
        ...last,
        args: { ...next.args, ...last.args },
        filled: [...last.filled, ...next.filled],
        confidence: Math.min(last.confidence, next.confidence),
      });
    else all.push(next);
  }
  return all;
}

/** "Add Omar, he came from the website": one call that adds him as he is. */
function describes(last: Candidate, next: Candidate): Candidate | undefined {
  const [, kind] = /^add_(person|company|deal)$/.exec(last.tool.name) ?? [];
  if (!kind || next.tool.name !== `update_${kind}`) return undefined;
  const { [kind]: who, ...rest } = next.args;
  const fits =
    /^(?:he|she|they|it|him|her|them|this|that)$/i.test(String(who)) &&
    Object.keys(rest).every((field) => field in last.tool.input.shape && !(field in last.args));
  const args = { ...last.args, ...rest };
  return fits && last.tool.input.safeParse(args).success
    ? { ...last, args, filled: [...last.filled, ...next.filled] }
    : undefined;
}

function goesOn(last: Candidate, next: Candidate): boolean {
  if (last.tool !== next.tool || !/^update_(?:deal|person|company|task)$/.test(next.tool.name))
    return false;
  return Object.entries(next.args).every(([field, value]) =>
    field in last.args
      ? field in next.tool.mentions && pointers.test(String(value).toLowerCase())
      : true,
  );
}

/** "It is signed, please close it as won": one and the same, said twice. */
function saysAgain(last: Candidate, next: Candidate): boolean {
  if (last.tool !== next.tool || last.tool.effect === "read") return false;
  const given = Object.entries(next.args);
  return (
    given.some(([field]) => field in next.tool.mentions) &&
    given.every(
      ([field, value]) =>
        last.args[field] === value ||
        (field in next.tool.mentions && pointers.test(String(value).toLowerCase())),
    )
  );
}

const pointers = /^(?:it|its|this|that|them|him|her|his)$/;
