/** The Home tab: one's day, drafts that wait for a yes, deals at risk; drawn anew whenever it is opened. */
import { contextById } from "../../core/actors.ts";
import { issueButtons } from "../../core/agent/remember.ts";
import { callTool } from "../../core/call-tool.ts";
import type { CallResult } from "../../core/call-result.ts";
import { inTransaction, type Context } from "../../core/context.ts";
import {
  allActions,
  type Block,
  type Button,
  type RecordRef,
  type Reply,
} from "../../core/reply.ts";
import { draftCard } from "../../core/sending/card.ts";
import { openConversation } from "../../db/queries/conversations.ts";
import { VIEW_LIMITS } from "./limits.ts";
import { drawReply } from "./render.ts";
import type { SlackDeps, Spoken } from "./slack-deps.ts";

/** Its own conversation: what the tab shows is not what "the second one" means in a message. */
const THREAD = "slack-home";
const MOST_DRAFTS = 3;
const LOOKED_AT = 10;

export async function showHome(
  deps: SlackDeps,
  user: string,
  { workspace: { tenantId }, userId, client, now }: Spoken,
): Promise<void> {
  const context = await contextById(deps.db, { tenantId, userId }, { surface: "slack", now });
  const shown = await homeReply(deps, context);
  const reply = await inTransaction(deps, context, async (tx) => {
    const { id } = await openConversation(tx, { userId, thread: THREAD, now });
    return issueButtons(tx, context, { conversationId: id, reply: shown });
  });
  const { publicUrl } = deps.settings;
  const { blocks } = drawReply(reply, { publicUrl, most: VIEW_LIMITS });
  await client.views.publish({ user_id: user, view: { type: "home", blocks } });
}

/** What is not to be had, for want of a right or of records, is left out. */
async function homeReply(deps: SlackDeps, context: Context): Promise<Reply<Button>> {
  const day = await call(deps, context, { tool: "my_day", args: {} });
  const drafts = await call(deps, context, { tool: "show_drafts", args: {} });
  const deals = await call(deps, context, { tool: "pipeline_overview", args: { owner: "me" } });
  const waiting = await waitingDrafts(deps, context, drafts?.reply.records ?? []);
  return {
    text: day?.reply.text ?? "Nothing to show today.",
    blocks: [
      ...(day?.reply.blocks ?? []),
      ...(deals?.reply.blocks ?? []).filter(isRisk),
      ...waiting,
    ],
    note: "Rapport is an AI system and can be mistaken. It sends nothing you have not approved.",
  };
}

const isRisk = (block: Block<Button>): boolean =>
  block.kind === "list" && block.title === "At risk";

/** Whole, as nobody is to say yes to what he has not read; the others are a message away. */
async function waitingDrafts(
  deps: SlackDeps,
  context: Context,
  records: readonly RecordRef[],
): Promise<Block<Button>[]> {
  const shown: Block<Button>[] = [];
  for (const { id } of records.slice(0, LOOKED_AT)) {
    const card = await draftCard(deps, context, id);
    const waits = allActions(card).some(({ press }) => press.kind === "approve");
    if (waits) shown.push({ kind: "divider" }, ...(card.blocks ?? []));
    if (shown.filter(({ kind }) => kind === "divider").length === MOST_DRAFTS) break;
  }
  return shown;
}

async function call(
  deps: SlackDeps,
  context: Context,
  request: { tool: string; args: Record<string, unknown> },
): Promise<CallResult | undefined> {
  const result = await callTool(deps, { ...context, focus: {} }, deps.tools, request);
  return result.outcome === "done" ? result : undefined;
}
