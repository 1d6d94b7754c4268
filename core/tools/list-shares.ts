/** What mail one shares with whom, and what colleagues share with oneself. */
import { z } from "zod";
import { countShown, findShares, type ShareRow } from "../../db/queries/shares.ts";
import type { Context } from "../context.ts";
import { formatDay } from "../domain/format.ts";
import { bold, type Block, type Button, type ListItem } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { oneLine, plural } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";
import { onlyInPrivate, withWords } from "./sharing.ts";

const SHOWN = 100;

interface Listed {
  mine: (ShareRow & { shown: number })[];
  theirs: ShareRow[];
}

export const listShares = defineTool({
  name: "list_shares",
  summary: "What mail you share, and what is shared with you",
  effect: "read",
  needs: "records:read",
  examples: [
    "what do I share",
    "what am I sharing",
    "my shares",
    "list shares",
    "show my shared mail",
    "which emails do I share",
    "who can read my mail",
    "who can see my emails",
    "what is shared with me",
    "whose mail can I read",
    "what have I shared",
    "with whom do I share mail",
    "who has access to my mail",
    "which of my emails are shared",
    "who shares mail with me",
    "what mail do I share with the team",
    "is any of my mail shared",
    "who reads my mail",
    "who can see my stuff",
    "who can see what I write",
    "who gets to see my mail",
    "what do others see of my mail",
    "which mail is shared",
    "what is shared with whom",
    "who is able to read my emails",
    "is my mail visible to others",
    "can anyone read my mail",
  ],
  input: z.object({}),
  output: anything as Anything<Listed>,
  mentions: {},
  async run(context): Promise<Listed> {
    onlyInPrivate(context);
    const shares = await findShares(context.tx, { limit: SHOWN });
    const isMine = ({ ownerId }: ShareRow) => ownerId === context.actor.userId;
    const mine = shares.filter(isMine);
    const counts = await countShown(
      context.tx,
      mine.map(({ id }) => id),
    );
    return {
      mine: mine.map((share) => ({ ...share, shown: counts.get(share.id) ?? 0 })),
      theirs: shares.filter((share) => !isMine(share)),
    };
  },
  reply({ mine, theirs }, context) {
    if (mine.length + theirs.length === 0)
      return { text: "You share no mail, and nobody shares any with you." };
    const blocks = [
      { kind: "list" as const, title: "You share", items: mine.map((one) => given(one, context)) },
      {
        kind: "list" as const,
        title: "Shared with you",
        items: theirs.map((one) => got(one, context)),
      },
    ].filter(({ items }) => items.length > 0);
    const text = `You share ${count(mine)}; shared with you: ${count(theirs)}.`;
    return { text, blocks: blocks satisfies Block<Button>[] };
  },
});

const count = (shares: readonly ShareRow[]): string =>
  shares.length === 0 ? "nothing" : plural(shares.length, "thing");

function what({ scope, person, subject }: ShareRow): string {
  if (scope === "contact") return `all mail with ${bold(person ?? "somebody no longer here")}`;
  const named = bold(oneLine(subject ?? "", 80) || (scope === "thread" ? "a thread" : "a message"));
  return scope === "thread" ? `the thread ${named}` : named;
}

function given(share: Listed["mine"][number], { actor }: Context): ListItem<Button> {
  const of = share.scope === "contact" ? share.personId : share.interactionId;
  const args = {
    of,
    scope: share.scope,
    ...(share.withUserId ? { with: share.withUserId } : {}),
  };
  const stop: Button = {
    label: "Stop sharing",
    press: { kind: "call", tool: "unshare_messages", args },
  };
  return {
    text: `${what(share)} with ${withWords(share.with)}`,
    detail: `${plural(share.shown, "message")}, since ${formatDay(share.createdAt, actor)}`,
    ...(of ? { actions: [stop] } : {}),
  };
}

const got = (share: ShareRow, { actor }: Context): ListItem<Button> => ({
  text: `${bold(share.owner)}: ${what(share)}${share.with === null ? " (with the whole team)" : ""}`,
  detail: `since ${formatDay(share.createdAt, actor)}`,
});
