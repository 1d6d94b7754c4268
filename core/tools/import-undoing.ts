/** What taking an import of mail or meetings back would do, put to the asker before it is done. */
import { createHash } from "node:crypto";
import { tracedImports, type TracedImport } from "../../db/queries/import-traces.ts";
import type { ReceiptRow } from "../../db/queries/receipts.ts";
import { heldOnlyBy, type Held } from "../../db/queries/undo-import.ts";
import { Question } from "../question.ts";
import { literal, type Reply, type Button } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { plural } from "../views/words.ts";

/** "Undo" right after a file of mail or meetings means that file: asks, where it was the last thing done. */
export async function askAboutImport(
  context: ToolContext,
  lastGroup: ReceiptRow[] | undefined,
): Promise<void> {
  const [last] = await tracedImports(context.tx, context.actor.userId, 1);
  const written = lastGroup?.at(-1);
  if (!last || (written && written.at >= last.at && !last.runIds.includes(written.runId))) return;
  throw await undoQuestion(context, last);
}

export async function undoQuestion(context: ToolContext, file: TracedImport): Promise<Question> {
  const held = await heldOnlyBy(context.tx, { userId: context.actor.userId, importId: file.id });
  return new Question(questionReply(file, held));
}

/** Proves that a press saw these very counts. */
export const seenHash = (file: TracedImport, { messages, meetings, kept }: Held): string =>
  createHash("sha256")
    .update(JSON.stringify([file.id, messages, meetings, kept]))
    .digest("hex")
    .slice(0, 16);

function questionReply(file: TracedImport, held: Held): Reply<Button> {
  const name = literal(file.fileName);
  const what = countsOf(held);
  const stay = held.kept > 0 ? ` ${held.kept} of them stay for colleagues who have them too.` : "";
  return {
    text: what
      ? `Take back the import of ${name}? ${what} would leave your timeline, with the suggestions that came from them.${stay} To have them again, import the file again.`
      : `Take back the import of ${name}? No message or meeting is here through it alone; what else it changed is put back.`,
    actions: [
      {
        label: what ? `Take back ${what}` : "Take it back",
        style: "danger",
        press: {
          kind: "call",
          tool: "undo_import",
          args: { import: file.id, seen: seenHash(file, held) },
        },
      },
    ],
  };
}

/** "1,203 messages and 4 meetings"; empty where there are none. */
export const countsOf = ({ messages, meetings }: Pick<Held, "messages" | "meetings">): string =>
  [messages > 0 ? plural(messages, "message") : "", meetings > 0 ? plural(meetings, "meeting") : ""]
    .filter(Boolean)
    .join(" and ");
