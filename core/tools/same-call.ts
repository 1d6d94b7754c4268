/** The call a tool is carrying out, once more with something added: what its question's buttons press. */
import type { Button } from "../reply.ts";
import type { Ref } from "../ref.ts";

/** Enough of a call to make it again: resolved mentions go back in as their ids. */
export interface SameCall {
  tool: string;
  input: object;
}

export const pressAgain = (
  { tool, input }: SameCall,
  changes: Record<string, unknown>,
): Button["press"] => ({ kind: "call", tool, args: { ...argsOf(input), ...changes } });

function argsOf(input: object): Record<string, unknown> {
  const said = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([field, value]) => [field, saidAgain(value)]));
}

function saidAgain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(saidAgain);
  return isRef(value) ? value.id : value;
}

const isRef = (value: unknown): value is Ref =>
  typeof value === "object" && value !== null && "id" in value && "type" in value;
