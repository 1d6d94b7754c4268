/** Whether a reading that writes stands on something of this CRM's own: a record, or a word only it is told. */
import type { Tool } from "../../tool.ts";
import type { Alignment } from "./align.ts";
import { likeness, type Token } from "./tokens.ts";
import type { Utterance } from "./utterance.ts";
import { backReference, backReferences } from "./vocabulary.ts";

/**
 * Small talk is full of sentences an example covers ("cancel my trip", "change my name to Bo"). Without an
 * index of names there is nothing to tell a record by, and every reading stands.
 */
export function isGrounded(tool: Tool, { filled, left }: Alignment, utterance: Utterance): boolean {
  const { names, tokens, turn } = utterance;
  if (!names.indexed) return true;
  const taken = new Set(left);
  const own = tokens.some(
    (token, at) =>
      (ownWords.has(token.norm) || wordsOf(tool).has(token.norm)) &&
      !taken.has(at) &&
      !filled.some((fill) => isOpen(fill) && holds(fill, at)),
  );
  if (tool.effect === "read" && filled.length === 0) return true;
  // "Save that as Nordics" stands on what was listed.
  if (tool.name === "save_list" && turn.focus.filter) return true;
  if (asksBack(tokens)) return false;
  if (own || opensOrder(tokens)) return true;
  return filled.some(({ slot, from, to }) => {
    if (names.all.some((name) => name.from >= from && name.to <= to)) return true;
    if (contactKinds.has(slot.kind) || (slot.kind === "money" && tool.name.includes("deal")))
      return true;
    if (slot.kind !== "mention") return false;
    const said = utterance.slice(from, to).toLowerCase();
    const points = backReference.test(said) || backReferences.test(said);
    return points && Object.keys(turn.focus).length > 0;
  });
}

const contactKinds = new Set(["email", "phone", "link", "point"]);

const isOpen = ({ slot }: Alignment["filled"][number]): boolean =>
  slot.kind === "text" || slot.kind === "mention";

const holds = ({ from, to }: { from: number; to: number }, at: number): boolean =>
  at >= from && at < to;

/** "Remind me to …" is an order wherever it opens, "every Friday remind me to …" too. */
function opensOrder(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  const reminds = tokens.findIndex(({ norm }) => norm === "remind" || norm === "ping");
  if (reminds > 0 && reminds < 5 && /^(?:me|us)$/.test(tokens[reminds + 1]?.norm ?? ""))
    return true;
  if (first && likeness(first.norm, "remind") > 0.8) return true;
  return (
    /^(?:remind|reminder|remember|nudge|todo|task|note|log|logged)$/.test(first?.norm ?? "") &&
    second !== undefined
  );
}

/** "Remind me of the total" wants to be told something. */
function asksBack(tokens: readonly Token[]): boolean {
  const said = tokens.filter(({ kind }) => kind === "word").map(({ norm }) => norm);
  return /^(?:please )?remind (?:me|us) (?:of|what|who|when|where|how|why)\b/.test(said.join(" "));
}

/** Words too common to count but for the tools that are about just that. */
function wordsOf({ name }: Tool): ReadonlySet<string> {
  if (/^(?:create|save|show)_lists?$/.test(name)) return lists;
  if (name === "search_messages") return correspondence;
  return name === "update_preferences" ? preferences : nothing;
}

const lists = new Set(["list", "lists"]);
const correspondence = new Set(
  "mail mails email emails message messages inbox meeting meetings call calls".split(" "),
);
const preferences = new Set(["my", "set", "change", "switch", "use", "put", ":"]);
const nothing: ReadonlySet<string> = new Set();

/** The nouns of a CRM, and orders given to nothing else. */
const ownWords = new Set(
  `task tasks todo todos reminder note notes log logged contact contacts deal deals opportunity opportunities
  lead leads pipeline pipelines stage stages tag tags tagged tagging company companies segment suggestion suggested
  suggestions relationship champion crm archive unarchive undo revert export import remind prospect prospects owner
  reassign lost won unshare share record records merge client clients people person customer customers field`.split(
    /\s+/,
  ),
);
