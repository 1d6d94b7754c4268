/** "Add to CRM" on a message: proposes a note or a person in a modal; only its Save writes, and only what it shows. */
import type { Said } from "../../core/agent/turn.ts";
import { keepModal } from "./modal.ts";
import { fromSlack, mentionedIn } from "./mrkdwn.ts";
import { namesOf } from "./names.ts";
import type { HeardOf, Spoken } from "./slack-deps.ts";

const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
/** Two or three capitalised words in a row; a word that opens a sentence has a capital without being a name. */
const NAME =
  /(?!(?:Met|Meet|Saw|Spoke|Talked|Called|Call|Hi|Hello|Hey|Dear|Thanks|Please|Just|Had|Ask|Asked|Add|Email|From|With|And|But|The|This|Our|My|We|Is|Has|Can|Could|New|Today|Yesterday|FYI) )\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,2}/u;

/** The message is somebody else's text: no parser and no model reads it as a wish. */
export async function openKeep(
  { text, triggerId, address }: HeardOf<"keep">,
  { client }: Spoken,
): Promise<undefined> {
  const names = await namesOf(client, mentionedIn(text));
  const words = fromSlack(text, { names });
  const kept = {
    text: words,
    name: NAME.exec(words)?.[0] ?? "",
    email: ADDRESS.exec(words)?.[0] ?? "",
  };
  await client.views.open({ trigger_id: triggerId, view: keepModal(kept, address) });
}

type Saying = { said: Said[] } | { errors: Record<string, string> };

/** The calls a saved modal stands for: a person where there is an address, a note where there are words. */
export function saidByKeeping(values: Readonly<Record<string, string>>): Saying {
  const [about = "", email = "", note = ""] = [values.about, values.email, values.note].map(
    (value) => value?.trim(),
  );
  if (about.length < 2) return { errors: { about: "Say whom or what it is about." } };
  if (email === "" && note === "")
    return { errors: { note: "Write a note, or an e-mail address for somebody new." } };
  return {
    said: [
      ...(email ? [call("add_person", { name: about, email })] : []),
      ...(note ? [call("log_interaction", { kind: "note", about: [about], summary: note })] : []),
    ],
  };
}

const call = (tool: string, args: Record<string, unknown>): Said => ({ kind: "tool", tool, args });
