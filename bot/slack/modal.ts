/** Modals: a form of ours as Slack asks for it, and the note that a message is to become; pure. */
import type { types } from "@slack/bolt";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import type { Form } from "../../core/reply.ts";
import type { Address } from "./address.ts";
import { FORM, SHORTCUT } from "./hear-interaction.ts";
import { clip, LIMITS } from "./limits.ts";
import { toMrkdwn } from "./mrkdwn.ts";
import { section } from "./text-blocks.ts";

type KnownBlock = types.KnownBlock;
type ModalView = types.ModalView;

type Field = Form["fields"][number];

/** Undefined where a value is longer than Slack lets anybody type: cut, it would be sent as if it were whole. */
export function formModal(
  form: Form,
  target: { action: string; address: Address },
): ModalView | undefined {
  if (form.fields.some(({ value }) => value.length > LIMITS.modalInput)) return undefined;
  return modal({
    callbackId: FORM,
    title: form.title,
    submit: form.submit,
    metadata: target,
    blocks: form.fields.map((field) => input(field, { optional: true })),
  });
}

export interface Kept {
  text: string;
  name: string;
  email: string;
}

/** The message is shown as what it would become, to be changed and confirmed by the person himself. */
export const keepModal = ({ text, name, email }: Kept, address: Address): ModalView =>
  modal({
    callbackId: SHORTCUT,
    title: "Add to CRM",
    submit: "Save",
    metadata: { address },
    blocks: [
      plain("Nothing is saved before you press Save. Check what was read from the message."),
      input({ name: "about", label: "Whom or what it is about", value: name, max: 200 }),
      input(
        { name: "email", label: "E-mail address, for somebody new", value: email, max: 254 },
        { optional: true },
      ),
      input(
        {
          name: "note",
          label: "Note",
          value: clip(text, LIMITS.modalInput),
          multiline: true,
          max: LIMITS.modalInput,
        },
        { optional: true },
      ),
    ],
  });

/** One that only says something, in Markdown, and shows back what somebody wrote in vain. */
export const wordsModal = (
  title: string,
  words: string,
  written: readonly string[] = [],
): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: clip(title, LIMITS.modalTitle), emoji: false },
  close: { type: "plain_text", text: "Close", emoji: false },
  blocks: [...section(toMrkdwn(words)), ...written.map(plain)],
});

function modal(parts: {
  callbackId: string;
  title: string;
  submit: string;
  metadata: { action?: string; address: Address };
  blocks: KnownBlock[];
}): ModalView {
  return {
    type: "modal",
    callback_id: parts.callbackId,
    private_metadata: JSON.stringify(parts.metadata),
    title: { type: "plain_text", text: clip(parts.title, LIMITS.modalTitle), emoji: false },
    submit: { type: "plain_text", text: clip(parts.submit, LIMITS.modalTitle), emoji: false },
    close: { type: "plain_text", text: "Cancel", emoji: false },
    blocks: parts.blocks,
  };
}

const plain = (words: string): KnownBlock => ({
  type: "section",
  text: { type: "plain_text", text: clip(words, LIMITS.section), emoji: false },
});

const input = (field: Field, { optional = false }: { optional?: boolean } = {}): KnownBlock => ({
  type: "input",
  block_id: field.name,
  optional: optional && !field.files,
  label: { type: "plain_text", text: clip(field.label, LIMITS.label), emoji: false },
  element: field.files
    ? { type: "file_input", action_id: "value", max_files: MOST_ATTACHED.files }
    : words(field),
});

const words = ({ value, multiline, max }: Field): types.PlainTextInput => ({
  type: "plain_text_input",
  action_id: "value",
  multiline: multiline ?? false,
  max_length: Math.max(value.length, Math.min(max ?? LIMITS.modalInput, LIMITS.modalInput)),
  ...(value === "" ? {} : { initial_value: value }),
});
