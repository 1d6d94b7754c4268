/** Reads commands, presses, shortcuts and submitted forms; pure. */
import { z } from "zod";
import { addressSchema, responseAddress, type Address } from "./address.ts";
import { pressedButton } from "./buttons.ts";
import { bodyHash, type Heard, type Hearing, type Origin } from "./heard.ts";
import { fileIds, maybe, text } from "./loose.ts";

export const SHORTCUT = "add_to_crm";
export const FORM = "rapport_form";

const userOf = z.object({ id: text, team_id: maybe }).catch({ id: "", team_id: undefined });
const channelOf = z.object({ id: maybe }).optional().catch(undefined);

const command = z.object({
  command: z.string(),
  text,
  team_id: maybe,
  user_id: text,
  trigger_id: maybe,
  response_url: text,
});
const interaction = z.object({
  type: z.string(),
  trigger_id: maybe,
  response_url: maybe,
  callback_id: maybe,
  user: userOf,
  team: z.object({ id: maybe }).nullish().catch(undefined),
  channel: channelOf,
  container: z
    .object({
      type: text,
      message_ts: maybe,
      thread_ts: maybe,
      channel_id: maybe,
      is_ephemeral: z.boolean().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  actions: z
    .array(z.object({ type: text, action_id: text, value: maybe, action_ts: maybe }))
    .optional()
    .catch(undefined),
  message: z.object({ text, user: maybe, ts: maybe }).optional().catch(undefined),
  view: z
    .object({
      id: text,
      callback_id: text,
      private_metadata: text,
      state: z
        .object({
          values: z
            .record(
              z.string(),
              z.record(z.string(), z.looseObject({ value: z.string().nullish(), files: fileIds })),
            )
            .catch({}),
        })
        .catch({ values: {} }),
    })
    .optional()
    .catch(undefined),
});
type Interaction = z.infer<typeof interaction>;

export function hearInteraction(body: unknown, { now }: Hearing): Heard {
  const said = command.safeParse(body);
  if (said.success) return hearCommand(said.data, bodyHash(body), now);
  const parsed = interaction.safeParse(body);
  const deliveryKey = bodyHash(body);
  if (!parsed.success) return { kind: "ignored", reason: "of no kind known here", deliveryKey };
  switch (parsed.data.type) {
    case "block_actions":
      return hearPress(parsed.data, deliveryKey, now);
    case "message_action":
      return hearShortcut(parsed.data, deliveryKey, now);
    case "view_submission":
      return hearSubmission(parsed.data, deliveryKey, now);
    default:
      return { kind: "ignored", reason: `of a kind of no use: ${parsed.data.type}`, deliveryKey };
  }
}

/** As Slack writes the time of a message. */
const sequenceOf = (now: Date): string => `${(now.getTime() / 1_000).toFixed(3)}000`;

function hearCommand(said: z.infer<typeof command>, hash: string, now: Date): Heard {
  const who = { user: said.user_id, team: said.team_id };
  return {
    kind: "command",
    command: said.command,
    text: said.text,
    user: said.user_id,
    deliveryKey: said.trigger_id ?? hash,
    sequence: sequenceOf(now),
    address: said.response_url
      ? responseAddress(who, { url: said.response_url, replace: true }, now)
      : { kind: "dm", ...who },
  };
}

function originOf(payload: Interaction, hash: string, now: Date): Origin {
  const { user, trigger_id } = payload;
  return {
    user: user.id,
    userTeam: user.team_id,
    deliveryKey: trigger_id ?? hash,
    sequence: payload.actions?.[0]?.action_ts ?? sequenceOf(now),
    address: addressOf(payload, now),
  };
}

/** To where the button is: its thread, the one person who sees it, or for the Home tab a direct message. */
function addressOf({ user, channel, container, response_url }: Interaction, now: Date): Address {
  const who = { user: user.id, team: user.team_id };
  const at = channel?.id ?? container?.channel_id;
  if (container?.is_ephemeral && response_url)
    return responseAddress(who, { url: response_url, replace: false }, now);
  if (!at || container?.type !== "message") return { kind: "dm", ...who };
  const thread = container.thread_ts ?? container.message_ts;
  return { kind: "message", ...who, channel: at, ...(thread ? { thread } : {}) };
}

function hearPress(payload: Interaction, hash: string, now: Date): Heard {
  const [action] = payload.actions ?? [];
  const button = action && pressedButton(action.action_id, action.value);
  const origin = originOf(payload, hash, now);
  if (!button || !origin.user) {
    const { deliveryKey } = origin;
    return { kind: "ignored", reason: "a button that is not one of ours", deliveryKey };
  }
  if (button.kind === "press")
    return { ...origin, kind: "press", actionId: button.id, onHome: payload.view !== undefined };
  const triggerId = payload.trigger_id ?? "";
  return { ...origin, kind: "open-form", actionId: button.id, triggerId };
}

function hearShortcut(payload: Interaction, hash: string, now: Date): Heard {
  const origin = originOf(payload, hash, now);
  const { message, callback_id, trigger_id = "" } = payload;
  if (callback_id !== SHORTCUT || !message || !origin.user) {
    const { deliveryKey } = origin;
    return { kind: "ignored", reason: "a shortcut that is not one of ours", deliveryKey };
  }
  const address: Address = { kind: "dm", user: origin.user, team: origin.userTeam };
  const { text, user: author } = message;
  return { ...origin, address, kind: "keep", text, author, triggerId: trigger_id };
}

/** What a modal of ours carries through Slack and back. */
export const modalMetadata = z.object({ action: z.string().optional(), address: addressSchema });

function hearSubmission(payload: Interaction, hash: string, now: Date): Heard {
  const { view } = payload;
  const metadata = modalMetadata.safeParse(readJson(view?.private_metadata ?? ""));
  // A modal is submitted once: its id, not the press of its button, is the delivery.
  const deliveryKey = view?.id ? `view:${view.id}` : hash;
  if (!view || !metadata.success || !payload.user.id)
    return { kind: "ignored", reason: "a form that is not one of ours", deliveryKey };
  const { action, address } = metadata.data;
  const origin = {
    ...originOf(payload, hash, now),
    deliveryKey,
    address: freshAddress(address, now),
  };
  const values = valuesOf(view);
  if (view.callback_id === SHORTCUT) return { ...origin, kind: "kept", values };
  if (view.callback_id === FORM && action)
    return { ...origin, kind: "form", actionId: action, values, files: filesOf(view) };
  return { kind: "ignored", reason: "a form that is not one of ours", deliveryKey };
}

const freshAddress = (address: Address, now: Date): Address =>
  address.kind === "response" && address.until < now.getTime()
    ? { kind: "dm", user: address.user, team: address.team }
    : address;

/** Blocks are named after the fields they ask for. */
const valuesOf = (view: NonNullable<Interaction["view"]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(view.state.values).map(([name, inputs]) => [
      name,
      Object.values(inputs)[0]?.value ?? "",
    ]),
  );

const filesOf = (view: NonNullable<Interaction["view"]>): string[] =>
  Object.values(view.state.values)
    .flatMap((inputs) => Object.values(inputs))
    .flatMap(({ files }) => files);

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
