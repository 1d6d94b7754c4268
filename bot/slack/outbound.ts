/** Answers on their way to Slack: posted once, by whatever way the message came, and drawn anew later. */
import { DeliveryError, type Outbound, type Target } from "../../core/channel-port.ts";
import type { Reply } from "../../core/reply.ts";
import { markTold, wasTold } from "../../db/queries/first-contact.ts";
import { addressSchema, postedSchema, type Address, type Posted } from "./address.ts";
import { clientOf as clientAt, type Client } from "./client.ts";
import { deliveryError } from "./failure.ts";
import { metadataOf, postOnce } from "./post.ts";
import { drawReply, type Drawn } from "./render.ts";
import { respond } from "./respond.ts";
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
    stream: (to) => streamTo(() => clientOf(deps, to), addressOf(to), streamed),
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
        const client = await clientOf(deps, to);
        const drawn = drawReply(reply, { publicUrl: deps.settings.publicUrl });
        await client.chat.update({ ...posted.data, ...drawn });
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

async function deliver(
  deps: OutboundDeps,
  to: Target,
  { reply, delivery, streamed }: Delivering,
): Promise<Posted | undefined> {
  const address = addressOf(to);
  const client = await clientOf(deps, to);
  // Who answers is said once to each person, and not before others.
  const isFirst = to.audience === "dm" && !(await told(deps, to));
  const drawn = drawReply(reply, {
    publicUrl: deps.settings.publicUrl,
    ...(isFirst ? { lead: FIRST_CONTACT } : {}),
  });
  const posted = await handOver(deps, { client, address, drawn, delivery, streamed });
  void showDone(client, address);
  if (isFirst) await remember(deps, to);
  return posted;
}

interface HandingOver extends Omit<Delivering, "reply"> {
  client: Client;
  address: Address;
  drawn: Drawn;
}

async function handOver(
  deps: OutboundDeps,
  { client, address, drawn, delivery, streamed }: HandingOver,
): Promise<Posted | undefined> {
  if (
    address.kind === "response" &&
    (await respond(address, drawn, { apiUrl: deps.settings.apiUrl, ...delivery }))
  )
    return undefined;
  if (address.kind === "message") {
    const { channel, thread } = address;
    const key = `${channel}:${thread ?? ""}`;
    const ts = streamed.get(key);
    streamed.delete(key);
    if (ts !== undefined) return completed(client, { channel, ts }, { drawn, id: delivery.id });
    return postOnce(client, { channel, thread }, { drawn, delivery });
  }
  const channel = await directChannel(client, address.user);
  return postOnce(client, { channel }, { drawn, delivery });
}

/** What was streamed becomes the whole answer, with its cards and buttons. */
async function completed(
  client: Client,
  posted: Posted,
  { drawn, id }: { drawn: Drawn; id: string },
): Promise<Posted> {
  await client.chat.update({ ...posted, ...drawn, metadata: metadataOf(id) });
  return posted;
}

async function directChannel(client: Client, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id) return channel.id;
  throw new DeliveryError({ final: true, reason: "Slack: no direct message possible" });
}

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
