/** What the buttons of a reply do when they are pressed, as it was kept with them. */
import type { TurnResult } from "../core/agent/turn.ts";
import { allActions, type Press } from "../core/reply.ts";
import type { Database, Scope } from "../db/client.ts";
import { findButton } from "../db/queries/conversations.ts";

export interface KeptPress {
  actionId: string;
  press: Press;
}

export const keptPresses = (
  db: Database,
  scope: Scope,
  reply: TurnResult["reply"],
): Promise<KeptPress[]> =>
  db.transaction(scope, async (tx) => {
    const found: KeptPress[] = [];
    for (const { id } of allActions(reply)) {
      const button = await findButton(tx, id);
      if (button) found.push({ actionId: id, press: button.press as Press });
    }
    return found;
  });
