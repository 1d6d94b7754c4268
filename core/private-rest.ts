/** What an answer in a shared channel had to leave out, for a direct message to whoever asked. */
import { issueButtons } from "./agent/remember.ts";
import type { TurnDeps, TurnResult } from "./agent/turn.ts";
import { callTool } from "./call-tool.ts";
import { inTransaction, type Context } from "./context.ts";
import { plainText, type Button, type Reply } from "./reply.ts";

/**
 * The turn's lookups once more as the asker alone sees them; undefined where that is no more than what
 * everyone was shown. The channel itself is told nothing of it: that there is more is private too.
 */
export async function privateRest(
  deps: TurnDeps,
  context: Context,
  { calls, conversation }: Pick<TurnResult, "calls" | "conversation">,
): Promise<Reply | undefined> {
  if (context.audience === "dm") return undefined;
  const rest: Reply<Button>[] = [];
  for (const { tool, args } of calls) {
    if (deps.tools.find(({ name }) => name === tool)?.effect !== "read") continue;
    const asked = (audience: string) =>
      callTool(deps, { ...context, audience, focus: {} }, deps.tools, { tool, args });
    const [everyone, alone] = [await asked(context.audience), await asked("dm")];
    if (alone.outcome === "done" && plainText(alone.reply) !== plainText(everyone.reply))
      rest.push(alone.reply);
  }
  if (rest.length === 0) return undefined;
  const reply = { ...joined(rest), text: `Only you can see all of this:\n\n${joined(rest).text}` };
  const own = { ...context, audience: "dm" };
  return inTransaction(deps, own, (tx) =>
    issueButtons(tx, own, { conversationId: conversation, reply }),
  );
}

const joined = (replies: readonly Reply<Button>[]): Reply<Button> => ({
  text: replies.map(({ text }) => text).join("\n\n"),
  blocks: replies.flatMap(({ blocks = [] }) => blocks),
  records: replies.flatMap(({ records = [] }) => records),
  actions: replies.flatMap(({ actions = [] }) => actions),
});
