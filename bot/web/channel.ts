/** The web chat as a channel: form posts in, HTML out. */
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import { AppError } from "../../core/domain/errors.ts";
import { isId } from "../../core/domain/ids.ts";
import type { Ack, Channel, Inbound, RawRequest } from "../channel.ts";
import { FIELD, renderReply } from "./render.tsx";
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
  const deliveryId = deliveryIdOf(request);
  const uploads = form.getAll("upload").filter(isId).slice(0, MOST_ATTACHED.files);
  const delivery = {
    ...(deliveryId === undefined ? {} : { deliveryId }),
    ...(uploads.length > 0 ? { uploads } : {}),
  };
  if (request.path === "/chat/press") {
    const actionId = form.get("actionId")?.slice(0, MAX_ID);
    if (!actionId) return { status: 400, body: "That button is no longer valid." };
    const values = valuesIn(form);
    return values
      ? { ...who, ...delivery, kind: "form", actionId, values }
      : { ...who, ...delivery, kind: "press", actionId };
  }
  // PostgreSQL text cannot hold NUL; no one types it.
  const text = form.get("text")?.replaceAll("\u0000", "").trim() ?? "";
  if (text === "" && uploads.length === 0)
    return { status: 400, body: "There was no text in this message." };
  return { ...who, ...delivery, kind: "text", text };
}

/** Without scripts all buttons of a page share one delivery id, yet each is a press of its own. */
export function deliveryIdOf(request: RawRequest): string | undefined {
  const form = formOf(request);
  const [delivery = "", action = ""] = ["deliveryId", "actionId"].map((field) =>
    form.get(field)?.slice(0, MAX_ID),
  );
  if (delivery === "") return undefined;
  return action === "" ? delivery : `${delivery}:${action}`;
}

/** What was filled into the form of a button. Browsers send line breaks as CR and LF. */
function valuesIn(form: URLSearchParams): Record<string, string> | undefined {
  const filled = [...form].flatMap(([name, value]): [string, string][] =>
    name.startsWith(FIELD)
      ? [[name.slice(FIELD.length), value.replaceAll("\u0000", "").replace(/\r\n?/g, "\n")]]
      : [],
  );
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}
