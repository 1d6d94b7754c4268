/** The web chat as a channel: form posts in, HTML out. */
import { AppError } from "../../core/domain/errors.ts";
import type { Ack, Channel, Inbound, RawRequest } from "../channel.ts";
import { renderReply } from "./render.tsx";
import { admit, formOf, type SessionSource } from "./request-check.ts";
import type { WebSession } from "./web-deps.ts";

const MAX_ID = 200;

export const webChannel = (source: SessionSource): Channel<string, never> => ({
  name: "web",
  async receive(request) {
    const admitted = await admit(request, source);
    if ("refused" in admitted) return { ack: admitted.refused, inbound: [] };
    const inbound = inboundOf(request, admitted.session);
    if ("status" in inbound) return { ack: inbound, inbound: [] };
    return { ack: { status: 200 }, inbound: [inbound] };
  },
  render: (reply) => [renderReply(reply)],
  send: () =>
    Promise.reject(
      new AppError("misconfigured", "The web chat answers what was asked and cannot be sent to."),
    ),
});

function inboundOf(request: RawRequest, session: WebSession): Inbound | Ack {
  const form = formOf(request);
  const { tenantId, userId } = session;
  const who = { tenantId, userId, channel: "web", audience: "dm" } as const;
  const delivery = form.get("deliveryId")?.slice(0, MAX_ID);
  if (request.path === "/chat/press") {
    const actionId = form.get("actionId")?.slice(0, MAX_ID);
    if (!actionId) return { status: 400, body: "That button is no longer valid." };
    // Without scripts all buttons of a page share one delivery id, yet each is a press of its own.
    const deliveryId = delivery ? { deliveryId: `${delivery}:${actionId}` } : {};
    return { ...who, ...deliveryId, kind: "press", actionId };
  }
  // PostgreSQL text cannot hold NUL; no one types it.
  const text = form.get("text")?.replaceAll("\u0000", "").trim();
  if (!text) return { status: 400, body: "There was no text in this message." };
  return { ...who, ...(delivery ? { deliveryId: delivery } : {}), kind: "text", text };
}
