/** Buttons that ask for values: the modal they open, and what is done with what was filled in. */
import { contextById } from "../../core/actors.ts";
import { inTransaction } from "../../core/context.ts";
import type { StoredPress } from "../../core/agent/pressed.ts";
import type { Form } from "../../core/reply.ts";
import { findButton, type ButtonRow } from "../../db/queries/conversations.ts";
import { afterwards } from "./afterwards.ts";
import { formModal, wordsModal } from "./modal.ts";
import type { Answer, HeardOf, SlackDeps, Spoken } from "./slack-deps.ts";
import { tell } from "./tell.ts";

const GONE = "This button is not yours, or no longer there; ask for the draft again.";
const EXPIRED = "This button has expired; ask again.";
const USED = "This was done already; ask for the draft again to change it once more.";
/** With the way to where it goes, where this program knows its own address. */
const tooLong = (publicUrl: string | undefined): string =>
  `This text is longer than the 3,000 characters that a form in Slack holds. ${
    publicUrl ? `[Edit it in the web chat](${publicUrl}/chat).` : "Edit it in the web chat."
  }`;
const TOO_LATE = "Slack took too long to open the form; press the button again.";

/** Opened while Slack waits: what it opens with lives three seconds. */
export async function openForm(
  deps: SlackDeps,
  { actionId, triggerId, address }: HeardOf<"open-form">,
  at: Spoken,
): Promise<undefined> {
  const { button, form } = await formBehind(deps, at, actionId);
  const trouble = troubleWith(button, at.now) ?? (form ? undefined : GONE);
  const view = form && !trouble ? formModal(form, { action: actionId, address }) : undefined;
  try {
    await at.client.views.open({
      trigger_id: triggerId,
      view: view ?? wordsModal("Not possible", trouble ?? tooLong(deps.settings.publicUrl)),
    });
  } catch {
    const from = { client: at.client, apiUrl: deps.settings.apiUrl };
    afterwards(deps, "a failed form was not told of", () => tell(from, address, TOO_LATE));
  }
}

/** What was typed for a button that is gone is shown back: nothing anybody wrote is lost. */
export async function acceptForm(
  deps: SlackDeps,
  { actionId, values }: HeardOf<"form">,
  at: Spoken,
  store: () => Promise<unknown>,
): Promise<Answer> {
  const { button } = await formBehind(deps, at, actionId);
  const trouble = troubleWith(button, at.now);
  if (trouble === undefined) {
    await store();
    return undefined;
  }
  const written = Object.values(values).filter((value) => value !== "");
  return { response_action: "update", view: wordsModal("Not saved", trouble, written) };
}

function troubleWith(button: ButtonRow | undefined, now: Date): string | undefined {
  if (!button) return GONE;
  if (button.pressedAt !== null) return USED;
  return button.expiresAt < now ? EXPIRED : undefined;
}

async function formBehind(
  deps: SlackDeps,
  { workspace: { tenantId }, userId, now }: Spoken,
  actionId: string,
): Promise<{ button: ButtonRow | undefined; form: Form | undefined }> {
  const context = await contextById(deps.db, { tenantId, userId }, { surface: "slack", now });
  return inTransaction(deps, context, async (tx) => {
    const button = await findButton(tx, actionId);
    return { button, form: (button?.press as StoredPress | undefined)?.form };
  });
}
