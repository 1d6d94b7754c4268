/** Answers on their way to Slack: shown where only those read who may, posted once, and drawn anew later. */
import { DeliveryError, type Outbound, type Target } from "../../core/channel-port.ts";
import type { Reply } from "../../core/reply.ts";
import { markTold, wasTold } from "../../db/queries/first-contact.ts";
import { listWorkspaces } from "../../db/queries/workspaces.ts";
import { addressSchema, inChannel, postedSchema, type Address, type Posted } from "./address.ts";
import { clientOf as clientAt, type Client } from "./client.ts";
import { deliveryError } from "./failure.ts";
import { fetchSlackFile } from "./fetch-file.ts";
import { handOver } from "./hand-over.ts";
import { readersOf, whyNot } from "./readers.ts";
import { drawReply } from "./render.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { showDone, showWorking, streamTo, type Streamed } from "./working.ts";

export type OutboundDeps = Pick<SlackDeps, "db" | "vault" | "log" | "settings">;

/** Longer than while a webhook waits: a message that took its time has arrived all the same. */
const TIMEOUT_MS = 8_000;
const FIRST_CONTACT =
  "I am Rapport, an AI system: I can be mistaken, so check what matters. I act on your behalf and send nothing you have not approved.";

export function slackOutbound(deps: OutboundDeps): Outbound {
  const streamed: Streamed = new Map();
  return {
    begin: async (to) => showWorking(await clientOf(deps, to), addressOf(to)),
    stream: (to) => streamTo(() => streamingClient(deps, to), addressOf(to), streamed),
    fetchFile: async (to, id) => fetchSlackFile(await clientOf(deps, to), id, deps.settings.apiUrl),
    deliver: async (to, reply, delivery) => {
      try {
        const posted = await deliver(deps, to, { reply, delivery, streamed });
        return posted ? { platformMessage: posted } : {};
      } catch (error) {
        throw deliveryError(error);
      }
    },
    redraw: async (to, platformMessage, reply) => {
      const posted = postedSchema.safeParse(platformMessage);
      if (!posted.success) return;
      try {
        await redraw(deps, to, { posted: posted.data, reply });
      } catch (error) {
        throw deliveryError(error);
      }
    },
  };
}

interface Delivering {
  reply: Reply;
  delivery: { id: string; attempt: number };
  streamed: Streamed;
}

/** What may not stand in a channel goes to whoever asked alone, and the channel is told that it did. */
async function deliver(
  deps: OutboundDeps,
  to: Target,
  { reply, delivery, streamed }: Delivering,
): Promise<Posted | undefined> {
  const asked = addressOf(to);
  const client = await clientOf(deps, to);
  const hidden = await whyHidden(deps, to, { client, address: asked });
  const { user, team } = asked;
  const address: Address = hidden ? { kind: "dm", user, team } : asked;
  // Who answers is said once to each person, and not before others.
  const isFirst = !inChannel(address) && !(await told(deps, to));
  const elsewhere = asked.kind === "dm" ? asked.askedIn : hidden && inChannel(asked)?.channel;
  const where = elsewhere && `Asked in <#${elsewhere}>.${hidden ? ` ${hidden}.` : ""}`;
  const lead = [isFirst ? FIRST_CONTACT : undefined, where].filter(Boolean).join("\n");
  const { publicUrl, apiUrl } = deps.settings;
  const drawn = drawReply(reply, { publicUrl, lead });
  const order = { client, delivery, streamed, apiUrl };
  const posted = await handOver({ ...order, address, drawn });
  if (hidden) await sayElsewhere(deps, { ...order, address: asked }, hidden);
  void showDone(client, asked);
  if (isFirst) await remember(deps, to);
  return posted;
}

/** The answer has arrived: that this did not is no reason to deliver it again. */
async function sayElsewhere(
  { log }: OutboundDeps,
  { delivery, ...order }: Omit<Parameters<typeof handOver>[0], "drawn">,
  hidden: string,
): Promise<void> {
  const drawn = drawReply({ text: `${hidden}, so I answered in a direct message.` });
  const note = { ...delivery, id: `${delivery.id}:elsewhere` };
  await handOver({ ...order, delivery: note, drawn }).catch((err: unknown) =>
    log.warn({ err }, "a channel was not told that its answer went elsewhere"),
  );
}

/** A message stays where it once was posted, whoever has come to read there since. */
async function redraw(
  deps: OutboundDeps,
  to: Target,
  { posted, reply }: { posted: Posted; reply: Reply },
): Promise<void> {
  const client = await clientOf(deps, to);
  const { channel } = posted;
  const { user } = addressOf(to);
  const hidden = await whyHidden(deps, to, { client, address: { kind: "message", user, channel } });
  const shown = hidden ? { text: `${hidden}, so ask me for this in a direct message.` } : reply;
  const { publicUrl } = deps.settings;
  await client.chat.update({ ...posted, ...drawReply(shown, { publicUrl }) });
}

/** Why what goes to this address would be read by somebody who may not; undefined where it would not. */
async function whyHidden(
  deps: OutboundDeps,
  to: Target,
  { client, address }: { client: Client; address: Address },
): Promise<string | undefined> {
  const shared = inChannel(address);
  if (!shared) return undefined;
  if (shared.outsiders) return whyNot.outsiders;
  const workspace = await workspaceOf(deps, to);
  const readers = workspace ? await readersOf(client, workspace, shared.channel) : "unknown";
  return readers === "members" ? undefined : whyNot[readers];
}

/** Pieces of an answer are not shown where the whole would not be. */
async function streamingClient(deps: OutboundDeps, to: Target): Promise<Client> {
  const client = await clientOf(deps, to);
  const hidden = await whyHidden(deps, to, { client, address: addressOf(to) });
  if (hidden) throw new DeliveryError({ final: true, reason: hidden });
  return client;
}

const workspaceOf = async ({ db }: OutboundDeps, to: Target) => {
  const all = await db.transaction(scopeOf(to), (tx) => listWorkspaces(tx, "slack"));
  return all.find(({ id }) => id === to.workspaceId);
};

async function clientOf(deps: OutboundDeps, { tenantId, workspaceId }: Target): Promise<Client> {
  const at = workspaceId === undefined ? undefined : { tenantId, id: workspaceId };
  const client = at && (await clientAt(deps, at, TIMEOUT_MS));
  if (client) return client;
  throw new DeliveryError({ final: true, reason: "the Slack workspace is not connected any more" });
}

function addressOf({ address }: Target): Address {
  const parsed = addressSchema.safeParse(address);
  if (parsed.success) return parsed.data;
  throw new DeliveryError({ final: true, reason: "this is no address in Slack" });
}

const scopeOf = ({ tenantId }: Target) => ({ tenantId, actorId: null, viewerId: null });

const told = ({ db }: OutboundDeps, to: Target): Promise<boolean> =>
  db.transaction(scopeOf(to), (tx) => wasTold(tx, to));

/** Said twice is no harm; a failure here must not deliver the answer again. */
const remember = ({ db, log }: OutboundDeps, to: Target): Promise<void> =>
  db
    .transaction(scopeOf(to), (tx) => markTold(tx, { ...to, now: new Date() }))
    .catch((err: unknown) => log.warn({ err }, "that the first contact was made was not kept"));
