/** What becomes of each thing heard in Slack: stored in the inbox, a modal, the Home tab, or a refusal. */
import { takeBack } from "../../core/inbox.ts";
import { isSamePlace } from "./address.ts";
import { afterwards } from "./afterwards.ts";
import { hear } from "./hear.ts";
import type { Heard, Origin } from "./heard.ts";
import { showHome } from "./home.ts";
import { acceptForm, openForm } from "./forms.ts";
import { openKeep, saidByKeeping } from "./keep.ts";
import { removeInstallation } from "./installation-store.ts";
import { fromSlack, mentionedIn } from "./mrkdwn.ts";
import { namesOf } from "./names.ts";
import { conversationOf, ignore, store, type Storing } from "./store.ts";
import { suggestPrompts } from "./prompts.ts";
import { refuse } from "./refuse.ts";
import type { Answer, Hearing, HeardOf, SlackDeps, Spoken } from "./slack-deps.ts";
import { whoSpeaks } from "./speaker.ts";
import { tell } from "./tell.ts";
import { showDone } from "./working.ts";

/** The answer Slack waits for. A throw means that nothing was stored: Slack is to send it again. */
export async function listen(deps: SlackDeps, body: unknown, at: Hearing): Promise<Answer> {
  const heard = hear(body, { botUserId: at.workspace.details.botUserId, now: at.now });
  if (heard.kind === "removed") return removed(deps, heard, at);
  if (heard.kind === "ignored") return ignore(deps, heard, at);
  const { workspace, client } = at;
  const who = { platformUserId: heard.user, userTeam: heard.userTeam };
  const speaker = await whoSpeaks({ db: deps.db, slack: client }, workspace, who);
  if (speaker.kind === "refused") {
    const stored = await store(deps, at, { origin: heard, ignore: `refused: ${speaker.reason}` });
    return stored === "duplicate" ? undefined : refuse(deps, heard, { speaker, at });
  }
  return act(deps, heard, { ...at, userId: speaker.userId });
}

async function act(deps: SlackDeps, heard: Extract<Heard, Origin>, at: Spoken): Promise<Answer> {
  switch (heard.kind) {
    case "words":
      return words(deps, heard, at);
    case "command":
      return command(deps, heard, at);
    case "press":
      return press(deps, heard, at);
    case "open-form":
      return openForm(deps, heard, at);
    case "form":
      return acceptForm(deps, heard, at, () => store(deps, at, formOf(heard)));
    case "keep":
      return openKeep(heard, at);
    case "kept":
      return kept(deps, heard, at);
    case "stop":
      return stop(deps, heard, at);
    case "home":
      return afterwards(deps, "the Home tab was not drawn", () => showHome(deps, heard.user, at));
    case "messages":
      return afterwards(deps, "no prompts were suggested", () => suggestPrompts(deps, heard, at));
  }
}

async function command(deps: SlackDeps, heard: HeardOf<"command">, at: Spoken): Promise<Answer> {
  const ours = deps.settings.command;
  const isOurs = heard.command === ours;
  await store(deps, at, {
    origin: heard,
    ...(isOurs
      ? { said: { kind: "text", text: commandText(heard) } }
      : { ignore: "a command that is not SLACK_COMMAND" }),
  });
  const text = isOurs ? "Working on it…" : `I answer to ${ours} here.`;
  return { response_type: "ephemeral", text };
}

/** What is answered there says so itself; where nothing is, Slack's sign of work ends all the same. */
async function stop(
  deps: SlackDeps,
  { user, address }: HeardOf<"stop">,
  { workspace, userId, client }: Spoken,
): Promise<undefined> {
  const conversation = {
    channel: "slack" as const,
    ...conversationOf(workspace, { user, address }),
  };
  const stopped = await takeBack(deps, workspace.tenantId, { ...conversation, userId }, (other) =>
    isSamePlace(other, address),
  );
  if (stopped === 0)
    afterwards(deps, "the status was not taken away", () => showDone(client, address));
}

const commandText = ({ text }: HeardOf<"command">): string => fromSlack(text) || "help";

const formOf = (heard: HeardOf<"form">): Storing => ({
  origin: heard,
  said: { kind: "form", actionId: heard.actionId, values: heard.values },
  files: heard.files,
});

async function words(deps: SlackDeps, heard: HeardOf<"words">, at: Spoken): Promise<undefined> {
  const self = at.workspace.details.botUserId;
  const names = await namesOf(at.client, mentionedIn(heard.text, self));
  // A file is brought in private: a draft is nobody's business in a channel.
  const files = heard.direct ? heard.files : [];
  const text = fromSlack(heard.text, { ...(self ? { self } : {}), names });
  const said = { kind: "text" as const, text: text || (files.length > 0 ? "" : "help") };
  const stored = await store(deps, at, { origin: heard, said, files });
  if (heard.files.length > files.length && stored !== "duplicate") sayNoFiles(deps, heard, at);
}

/** Nobody is left to think that a file was taken which was not. */
const sayNoFiles = ({ settings, ...deps }: SlackDeps, heard: HeardOf<"words">, at: Spoken) =>
  afterwards(deps, "that files are not taken here was not told", () =>
    tell(
      { client: at.client, apiUrl: settings.apiUrl },
      heard.address,
      "I take files in a direct message only, to go out with a draft.",
    ),
  );

async function kept(deps: SlackDeps, heard: HeardOf<"kept">, at: Spoken): Promise<Answer> {
  const saying = saidByKeeping(heard.values);
  if ("errors" in saying) return { response_action: "errors", errors: saying.errors };
  for (const [index, said] of saying.said.entries()) {
    const order = {
      deliveryKey: `${heard.deliveryKey}:${index}`,
      sequence: `${heard.sequence}${index}`,
    };
    await store(deps, at, { origin: { ...heard, ...order }, said });
  }
  return undefined;
}

async function press(deps: SlackDeps, heard: HeardOf<"press">, at: Spoken): Promise<undefined> {
  await store(deps, at, { origin: heard, said: { kind: "press", actionId: heard.actionId } });
  // What was pressed there changes what the tab shows; drawn again once the answer is likely made.
  if (heard.onHome)
    afterwards(
      deps,
      "the Home tab was not drawn",
      () => showHome(deps, heard.user, { ...at, now: new Date() }),
      REDRAW_HOME_MS,
    );
}

const REDRAW_HOME_MS = 1_500;

async function removed(
  deps: SlackDeps,
  { at }: Extract<Heard, { kind: "removed" }>,
  { workspace, now }: Hearing,
): Promise<undefined> {
  const { workspaceKey, details } = workspace;
  const isEnterpriseInstall = details.enterprise === true;
  const place = isEnterpriseInstall ? { enterpriseId: workspaceKey } : { teamId: workspaceKey };
  await removeInstallation(deps, { ...place, isEnterpriseInstall }, at ?? now);
}
