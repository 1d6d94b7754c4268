/** What the test's Slack was sent, as a person would see it. */
import { expect } from "vitest";
import type { Call, SlackFront } from "../doubles/slack-front.ts";
import type { Connected, Said } from "./slack-program.ts";

export interface Button {
  type: string;
  action_id: string;
  value: string;
  text: { text: string };
}
export interface Message {
  channel: string;
  ts: string;
  text: string;
  thread_ts?: string;
  blocks: {
    type: string;
    text?: { type: string; text: string };
    fields?: { text: string }[];
    elements?: (Button & { text: string | { text: string } })[];
    accessory?: Button;
  }[];
  metadata?: { event_type: string; event_payload: { id: string } };
}

export const until = async <T>(find: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  let found: T | undefined;
  const isThere = async () => (found = await find()) !== undefined;
  await expect.poll(isThere, { timeout: 20_000, interval: 40 }).toBe(true);
  return found as T;
};

export const postedIn = (
  front: SlackFront,
  { token }: Pick<Connected, "token">,
  method = "chat.postMessage",
): Message[] =>
  front.calls
    .filter((call) => call.method === method && call.token === token && call.answer?.ok === true)
    .map(messageOf);

function messageOf({ body, answer }: Call): Message {
  const blocks = (body.blocks ?? []) as Message["blocks"];
  return { ...(body as unknown as Message), ts: String(answer?.ts ?? body.ts), blocks };
}

/** The answer in the thread of what was said. */
export const answerTo = (
  front: SlackFront,
  at: Connected,
  { event }: Said,
  count = 1,
): Promise<Message> =>
  until(() => {
    const thread = event.thread_ts ?? event.ts;
    const answers = postedIn(front, at).filter(({ thread_ts }) => thread_ts === thread);
    return answers.length >= count ? answers.at(-1) : undefined;
  });

/** All its words. */
export const wordsOf = ({ blocks, text }: Pick<Message, "blocks" | "text">): string =>
  blocks.length === 0 ? text : blocks.flatMap(textsOf).join("\n");

const textsOf = ({ text, fields = [], elements = [] }: Message["blocks"][number]): string[] => [
  ...(text ? [text.text] : []),
  ...fields.map((field) => field.text),
  ...elements.flatMap((one) => (typeof one.text === "string" ? [one.text] : [])),
];

export const buttonsOf = ({ blocks }: Pick<Message, "blocks">): Button[] =>
  blocks.flatMap(({ elements = [], accessory }) => [
    ...elements.filter(({ type }) => type === "button"),
    ...(accessory ? [accessory] : []),
  ]);

export function buttonOf(message: Pick<Message, "blocks">, label: string | RegExp): Button {
  const all = buttonsOf(message);
  const found = all.find(({ text }) => new RegExp(label).test(text.text));
  if (!found) throw new Error(`no button ${String(label)} among ${JSON.stringify(all)}`);
  return found;
}
