/** What to try first, suggested where somebody opens the conversation with the agent. */
import { contextById } from "../../core/actors.ts";
import { openers } from "../../core/agent/openers.ts";
import { inTransaction } from "../../core/context.ts";
import { clip, LIMITS } from "./limits.ts";
import type { HeardOf, SlackDeps, Spoken } from "./slack-deps.ts";

/** Slack shows no more. */
const MOST = 4;

export async function suggestPrompts(
  deps: SlackDeps,
  { address }: HeardOf<"messages">,
  { workspace: { tenantId }, userId, client }: Spoken,
): Promise<void> {
  if (address.kind !== "message") return;
  const context = await contextById(deps.db, { tenantId, userId }, { surface: "slack" });
  const ideas = await inTransaction(deps, context, openers);
  await client.assistant.threads.setSuggestedPrompts({
    channel_id: address.channel,
    title: "I am an AI system. Try one of these:",
    prompts: ideas
      .slice(0, MOST)
      .map((message) => ({ title: clip(message, LIMITS.label), message })),
  });
}
