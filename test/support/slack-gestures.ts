/** Presses, commands, shortcuts and filled-in forms, as Slack tells of them. */
import type { SlackFront } from "../doubles/slack-front.ts";
import type { Button, Message } from "./slack-messages.ts";
import type { Connected } from "./slack-program.ts";

export const triggerOf = async (at: Connected, name: string): Promise<string> =>
  String((await at.call("views.generateTriggerId", { user_id: at.users[name] })).trigger_id);

/** A press as Slack tells of it. */
export const press = async (
  front: SlackFront,
  at: Connected,
  button: Button,
  options: { as?: string; on?: Message; ephemeral?: boolean; team?: string } = {},
): Promise<Record<string, unknown>> => {
  const { as = "ana", on, ephemeral = false, team = at.team } = options;
  return {
    type: "block_actions",
    team: { id: at.team },
    user: { id: at.users[as], team_id: team },
    api_app_id: "A1",
    trigger_id: await triggerOf(at, as),
    response_url: front.responseUrl(),
    ...(on ? { channel: { id: on.channel, name: "x" } } : {}),
    container: {
      type: on ? "message" : "view",
      message_ts: on?.ts,
      thread_ts: on?.thread_ts,
      channel_id: on?.channel,
      is_ephemeral: ephemeral,
    },
    ...(on ? {} : { view: { id: "V1", type: "home", state: { values: {} } } }),
    actions: [{ ...button, action_ts: String(Date.now() / 1_000) }],
  };
};

export const slash = async (front: SlackFront, at: Connected, text: string, as = "ana") => ({
  command: "/crm",
  text,
  team_id: at.team,
  user_id: at.users[as],
  channel_id: at.channels.sales,
  channel_name: "sales",
  response_url: front.responseUrl(),
  trigger_id: await triggerOf(at, as),
  api_app_id: "A1",
  is_enterprise_install: "false",
});

export interface View {
  id: string;
  callback_id: string;
  private_metadata: string;
  blocks: {
    type: string;
    block_id: string;
    text?: { text: string };
    element?: { initial_value?: string };
  }[];
}

/** The view that was opened last, as Slack numbered it. */
export function openedView(front: SlackFront): View {
  const call = front.calls.findLast(({ method, answer }) => method === "views.open" && answer?.ok);
  const id = (call?.answer?.view as { id: string } | undefined)?.id ?? "";
  if (!call) throw new Error("no view was opened");
  return { ...(call.body.view as View), id };
}

/** What Slack sends when a form is submitted: the values it was opened with, and the changes to them. */
export const submission = async (
  at: Connected,
  view: View,
  changes: Record<string, string> = {},
  as = "ana",
): Promise<Record<string, unknown>> => ({
  type: "view_submission",
  team: { id: at.team },
  user: { id: at.users[as], team_id: at.team },
  api_app_id: "A1",
  trigger_id: await triggerOf(at, as),
  view: {
    ...view,
    type: "modal",
    state: {
      values: Object.fromEntries(
        view.blocks
          .filter(({ type }) => type === "input")
          .map(({ block_id: name, element }) => [
            name,
            {
              value: {
                type: "plain_text_input",
                value: changes[name] ?? element?.initial_value ?? null,
              },
            },
          ]),
      ),
    },
  },
});

export const shortcut = async (
  front: SlackFront,
  at: Connected,
  text: string,
  as = "ana",
): Promise<Record<string, unknown>> => ({
  type: "message_action",
  callback_id: "add_to_crm",
  team: { id: at.team },
  user: { id: at.users[as], team_id: at.team },
  channel: { id: at.channels.sales, name: "sales" },
  trigger_id: await triggerOf(at, as),
  response_url: front.responseUrl(),
  message_ts: "1700000000.000100",
  message: { type: "message", user: at.users.tom, text, ts: "1700000000.000100" },
});
