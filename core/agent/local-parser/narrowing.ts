/** "Only those in London": what was listed last, with one more filter or another value for one. */
import type { Focus, IntendedCall } from "../intent.ts";
import type { Candidate } from "./candidates.ts";

/** The listing to go on from, and the words that say what else is wanted of it. */
export interface Narrowing {
  listed: IntendedCall;
  words: string;
}

/** Nothing where nothing was listed, or the words ask for something else. */
export function narrowingIn(text: string, focus: Focus): Narrowing | undefined {
  const listed = listedLast(focus);
  const noun = listed && nouns[listed.tool];
  if (!noun) return undefined;
  const bare = text.replace(/[\s.?!]+$|[\s,]+(?:please|pls|plz|thanks|thx)[\s.?!]*$/gi, "").trim();
  const more = wordsIn(bare);
  return more === undefined ? undefined : { listed, words: `${noun} ${more}` };
}

/** The reading with what the listing asked for already. */
export function narrowed(candidate: Candidate, { listed }: Narrowing): Candidate | undefined {
  if (candidate.tool.name !== listed.tool) return undefined;
  // "No idea" leaves out nobody: only a tag that is known can be left out.
  if ("not_tag" in candidate.args && !candidate.certain) return undefined;
  const args = { ...listed.args, ...candidate.args };
  return candidate.tool.input.safeParse(args).success ? { ...candidate, args } : undefined;
}

const nouns: Readonly<Record<string, string>> = {
  list_people: "people",
  list_companies: "companies",
  list_deals: "deals",
};

/** A list that was shown narrows like a filter by that list. */
function listedLast({ filter, read, list }: Focus): IntendedCall | undefined {
  const shown = read?.tool === "show_list" ? read.args.list : undefined;
  if (typeof shown !== "string") return read && read.tool === filter?.tool ? filter : undefined;
  const tool = list?.[0]?.type === "company" ? "list_companies" : "list_people";
  return { tool, args: { list: shown } };
}

const them = "(?:those|these|them|the ones|ones|the people|people|companies|deals)";
const linked = "(?:(?:that|who|which) (?:are |is )?|are |is )?";

const narrowings: readonly RegExp[] = [
  new RegExp(
    `^(?:and |ok |now |but )?(?:(?:show|list|give|keep)(?: me)? )?(?:only|just)(?: show| list| keep)?(?: me)?(?: ${them})? ${linked}(?<more>\\S.+)$`,
    "i",
  ),
  new RegExp(`^(?:which|who|how many) of (?:them|those|these) ${linked}(?<more>\\S.+)$`, "i"),
  /^(?:filter|narrow|limit) (?:it |that |this |them |those )?(?:down )?(?:by|to|for)(?: (?:those|the ones|people|companies|deals))? (?<more>\S.+)$/i,
  new RegExp(
    `^(?:those|the ones) (?<more>(?:in|at|with|without|tagged|over|under) .+?) only$`,
    "i",
  ),
  /^(?:(?:and|now|what about|how about|and what about|same for) )(?<more>(?:in|at|tagged|over|under|without) \S.*)$/i,
];
const leavingOut =
  /^(?:and |but |now )?(?:no|not|without|exclud(?:e|ing)|minus|except(?: for)?|leave out|drop|hide|skip)(?: the| any)? (?<less>[\p{L}-]+)$/iu;

function wordsIn(text: string): string | undefined {
  const less = leavingOut.exec(text)?.groups?.less;
  if (less) return `not tagged ${less}`;
  for (const each of narrowings) {
    const more = each.exec(text)?.groups?.more;
    if (more) return more;
  }
  return undefined;
}
