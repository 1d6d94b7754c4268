/** Which tools a small model is given with a message: those always loaded, and those whose examples are nearest. */
import type { Turn } from "../agent/intent.ts";
import { neighboursOf } from "../agent/local-parser/neighbours.ts";
import { compile } from "../agent/local-parser/templates.ts";
import { tokenise } from "../agent/local-parser/tokens.ts";
import type { Tool } from "../tool.ts";

/** Names of tools, beside those that are always loaded. */
export type Preselect = (turn: Turn) => ReadonlySet<string>;

export const MOST_NEAR = 12;

export function preselectOf(tools: readonly Tool[]): Preselect {
  const near = neighboursOf(compile(tools).templates);
  return ({ text, focus }) => {
    const nearest = [...near(tokenise(text))].sort(([, one], [, other]) => other - one);
    const { question, written = [], read, filter } = focus;
    // What was just done may be put right, and what was asked answered.
    const spokenOf = [
      ...(question?.options ?? []),
      ...(question?.open ? [question.open] : []),
      ...written,
      ...(read ? [read] : []),
      ...(filter ? [filter] : []),
    ];
    const names = nearest.slice(0, MOST_NEAR).map(([name]) => name);
    return new Set([...names, ...spokenOf.map(({ tool }) => tool)]);
  };
}
