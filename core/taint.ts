/**
 * What a turn may still do once text from outside has entered it. Such text may hold instructions, and a
 * model that read it may follow them: so the door decides, by what each tool declares, and not the prompt.
 */
import { parse } from "tldts";
import { parentsOf, peopleIn } from "../db/queries/kinship.ts";
import { findByEmail } from "../db/queries/names.ts";
import { findUserByEmail } from "../db/queries/tenants.ts";
import type { Tx } from "../db/client.ts";
import { refused, type CallRequest, type CallResult } from "./call-result.ts";
import type { DoorContext } from "./mentions.ts";
import type { Ref } from "./ref.ts";
import type { Button, RecordRef } from "./reply.ts";
import type { Tool } from "./tool.ts";

/** From here on the turn is tainted; what it was about, and has just been shown, stays within reach. */
export function taint(context: DoorContext, shown: readonly RecordRef[] = []): void {
  context.tainted = true;
  context.within ??= [...inFocus(context), ...(context.focus.list ?? []), ...shown].map(
    ({ id }) => id,
  );
}

interface Asked {
  tool: Tool;
  request: CallRequest;
  /** What its mentions turned out to be, in the order of the tool's fields; undefined: they are unclear. */
  refs: readonly Ref[] | undefined;
}

/** Why a call is left to the person, or undefined where it may go on. */
export async function refusedByTaint(
  tx: Tx,
  context: DoorContext,
  asked: Asked,
): Promise<CallResult | undefined> {
  const { tool, request, refs } = asked;
  if (!context.tainted) return undefined;
  if (tool.tainted === "refused")
    return left(asked, `this is left to you: ${tool.summary.toLowerCase()}`);
  // A program that calls from outside reads what its token's owner may, and sees no conversation to keep to.
  if (!refs || (context.surface === "mcp" && tool.effect === "read")) return undefined;
  const named = withWords(tool, request, refs);
  if (tool.tainted === "focus" && !(await isWithin(tx, context, named)))
    return left(asked, "I look no further than what you named or we were at");
  if (tool.effect === "read") return undefined;
  const stranger = named.find(
    ({ ref, said }) =>
      (ref.type === "identity" || (ref.type === "user" && ref.id !== context.actor.userId)) &&
      !isTyped(context, said),
  );
  if (stranger) return left(asked, "I bring in nobody new unless you name them yourself");
  if (await bringsAddress(tx, context, request.args))
    return left(asked, "no new address or link goes in unless you type it yourself");
  return undefined;
}

const left = (asked: Asked, why: string): CallResult => {
  const result = refused(
    asked.request,
    "tainted",
    `Text from outside was read for this, so ${why}.`,
  );
  const button = ownWay(asked);
  return button ? { ...result, reply: { ...result.reply, actions: [button] } } : result;
};

/** A person may do it himself: a press is no model's, and a write shows first what it would do. */
function ownWay({ tool, request, refs }: Asked): Button | undefined {
  const aboutFocus = tool.about !== undefined && request.args[tool.about] === undefined;
  if (!refs || aboutFocus) return undefined;
  let taken = 0;
  const pinned = mentionFields(tool, request).map(([field, value]) => {
    const ids = refs.slice(taken, (taken += [value].flat().length)).map(({ id }) => id);
    return [field, Array.isArray(value) ? ids : ids[0]];
  });
  const args = { ...request.args, ...(Object.fromEntries(pinned) as Record<string, unknown>) };
  const shown = tool.effect === "read" ? {} : { preview: true as const };
  const label = tool.effect === "read" ? "Show it to me" : "Show me what it would do";
  return { label, press: { kind: "call", tool: tool.name, args, ...shown } };
}

const mentionFields = (tool: Tool, { args }: CallRequest): [string, unknown][] =>
  Object.keys(tool.mentions).flatMap((field): [string, unknown][] =>
    args[field] === undefined || args[field] === null ? [] : [[field, args[field]]],
  );

interface Named {
  said: string;
  ref: Ref;
}

const withWords = (tool: Tool, request: CallRequest, refs: readonly Ref[]): Named[] => {
  const words = mentionFields(tool, request).flatMap(([, value]) => [value].flat().map(String));
  return refs.map((ref, nth) => ({ ref, said: words[nth] ?? "" }));
};

/** At least one record, and none but those within reach. Colleagues only narrow a list. */
async function isWithin(tx: Tx, context: DoorContext, named: readonly Named[]): Promise<boolean> {
  const records = named.filter(({ ref }) => ref.type !== "user");
  if (records.length === 0) return false;
  const reach = new Set(context.within ?? inFocus(context).map(({ id }) => id));
  // A caller without conversations is at whatever record it names.
  if (context.surface === "mcp" && reach.size === 0)
    return new Set(records.map(({ ref }) => ref.id)).size === 1;
  const open = records.filter(({ ref, said }) => !reach.has(ref.id) && !isTyped(context, said));
  if (open.length === 0) return true;
  const parents = new Set(await parentsOf(tx, [...reach]));
  for (const { ref } of open) {
    const people = ref.type === "interaction" ? await peopleIn(tx, ref.id) : [];
    if (!parents.has(ref.id) && !people.some((id) => reach.has(id) || parents.has(id)))
      return false;
  }
  return true;
}

const inFocus = ({ focus }: DoorContext): Ref[] => {
  const { person, company, deal, task, interaction } = focus;
  return [person, company, deal, task, interaction].flatMap((ref) => ref ?? []);
};

/** Whether the person wrote these words himself, as words of their own. */
function isTyped({ typed = "" }: DoorContext, said: string): boolean {
  const [text, words] = [typed, said].map(
    (one) =>
      ` ${one
        .toLowerCase()
        .replace(/[^\p{L}\p{N}@.+_-]+/gu, " ")
        .trim()} `,
  );
  return (
    words !== undefined &&
    words.trim().length > 1 &&
    text !== undefined &&
    bare(text).includes(bare(words))
  );
}

/** "Sofia's" and "Sofia." are Sofia. */
const bare = (text: string): string => text.replace(/\.(?= )/g, "");

const ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const LINK =
  /\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>"')]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,24}\b(?:\/[^\s<>"')]*)?/giu;

async function bringsAddress(
  tx: Tx,
  context: DoorContext,
  args: Record<string, unknown>,
): Promise<boolean> {
  const text = stringsIn(args).join("\n");
  const typed = (context.typed ?? "").toLowerCase();
  for (const address of new Set(text.match(ADDRESS)?.map((one) => one.toLowerCase())))
    if (!typed.includes(address) && !(await isKnown(tx, address))) return true;
  const links = text.replace(ADDRESS, " ").match(LINK) ?? [];
  return links.some((link) => isLink(link) && !typed.includes(link.toLowerCase()));
}

async function isKnown(tx: Tx, address: string): Promise<boolean> {
  const hits = await findByEmail(tx, address);
  return (
    hits.some(({ type }) => type === "person") || (await findUserByEmail(tx, address)) !== undefined
  );
}

/** "Node.js" and "e.g." are no links; what ends like a domain of the Internet is. */
export const isLink = (text: string): boolean =>
  /^www\.|:\/\//i.test(text) || parse(text).isIcann === true;

const stringsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];
