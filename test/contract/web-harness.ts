/** The web chat under the contract: it answers within the request, so there is nothing to wait for. */
import type { RawRequest } from "../../bot/channel.ts";
import { webChannel } from "../../bot/web/channel.ts";
import { FIELD } from "../../bot/web/render.tsx";
import { wireWeb } from "../../bot/web/wiring.ts";
import { AppError } from "../../core/domain/errors.ts";
import { allActions, plainText, type Reply } from "../../core/reply.ts";
import { createSignInLink } from "../../db/queries/sessions.ts";
import { answerDeps, noJobs } from "../support/answering.ts";
import type { TestDatabase } from "../support/database.ts";
import type { Desk } from "../support/desk.ts";
import type { ChannelHarness, ContractSaid, From, Shown } from "./channel.ts";

const HOST = "crm.example";
const MAX_BODY = 256 * 1024;
const unbound = {
  findSession: () => Promise.resolve(undefined),
  secureCookies: false,
};

interface Visitor {
  cookie: string;
  csrf: string;
}

export const webHarness: ChannelHarness = {
  name: "web",
  open: async (db, { desk, other }) => {
    const settings = { spool: "", secureCookies: false, maxUploadBytes: 0 };
    const web = wireWeb({ ...answerDeps(db, ""), jobs: noJobs }, settings);
    const channel = webChannel(web);
    const signIn = async ({ tenantId }: Desk, userId: string): Promise<Visitor> => {
      const token = await linkFor(db, tenantId, userId);
      const { sessionToken = "" } = (await web.redeemLink(token)) ?? {};
      const session = await web.findSession(sessionToken);
      return { cookie: `rapport=${sessionToken}`, csrf: session?.csrfToken ?? "" };
    };
    const visitors: Record<string, Visitor> = {
      "desk/ana": await signIn(desk, desk.ana.id),
      "desk/tom": await signIn(desk, desk.tom.id),
      "other/ana": await signIn(other, other.ana.id),
    };
    const shown: Shown[] = [];
    return {
      request: (said, from) => requestOf(said, from, visitors[`${from.workspace}/${from.who}`]),
      receive: async (request) => {
        // Express does this before the channel sees anything.
        if (request.body.length > MAX_BODY) return { status: 413 };
        const { ack, inbound } = await channel.receive(request);
        for (const said of inbound) {
          const reply = await web.answer(said, {}).catch((error: unknown) => {
            if (error instanceof AppError) return undefined;
            throw error;
          });
          if (!reply) return { status: 409 };
          shown.push({ text: plainText(reply), actions: allActions(reply) });
        }
        return ack;
      },
      forgeries: (request) => forgeries(request, visitors),
      tooLarge: (request) => ({ ...request, body: Buffer.alloc(MAX_BODY + 1, "a") }),
      shown: () => Promise.resolve([...shown]),
      close: () => Promise.resolve(),
    };
  },
  render: (reply: Reply) => webChannel(unbound).render(reply),
  // A page scrolls.
  beyondLimits: () => [],
  active: (payload) =>
    String(payload).match(
      /<(?:script|img|iframe|object)\b|\son\w+=|href="(?!https?:|mailto:|\/)/gi,
    ) ?? [],
  fallback: (payload) =>
    String(payload)
      .replace(/<[^>]*>/g, " ")
      .trim(),
};

const linkFor = (db: TestDatabase, tenantId: string, userId: string): Promise<string> =>
  db.transaction({ tenantId, actorId: userId, viewerId: userId }, (tx) =>
    createSignInLink(tx, userId, new Date()),
  );

function requestOf(said: ContractSaid, { key }: From, visitor: Visitor | undefined): RawRequest {
  const { cookie = "", csrf = "" } = visitor ?? {};
  const form = new URLSearchParams({ csrf, deliveryId: key });
  if (said.kind === "text") form.set("text", said.text);
  else form.set("actionId", said.actionId);
  if (said.kind === "form")
    for (const [name, value] of Object.entries(said.values)) form.set(`${FIELD}${name}`, value);
  return {
    method: "POST",
    path: said.kind === "text" ? "/chat/messages" : "/chat/press",
    headers: { cookie, host: HOST, origin: `http://${HOST}`, "sec-fetch-site": "same-origin" },
    body: Buffer.from(form.toString()),
  };
}

/** From another page, without a session, with another's session, or without the session's token. */
function forgeries(request: RawRequest, visitors: Record<string, Visitor>): RawRequest[] {
  const { headers, body } = request;
  const header = (changes: RawRequest["headers"]): RawRequest => ({
    ...request,
    headers: { ...headers, ...changes },
  });
  const csrf = (change: (form: URLSearchParams) => void): RawRequest => {
    const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
    change(form);
    return { ...request, body: Buffer.from(form.toString()) };
  };
  const cookie = headers.cookie ?? "";
  const from = (origin: string) => header({ "sec-fetch-site": undefined, origin });
  return [
    header({ cookie: undefined }),
    header({ cookie: "" }),
    header({ cookie: "rapport=" }),
    header({ cookie: cookie.slice(0, -1) }),
    header({ cookie: cookie.replace("rapport", "__Host-rapport") }),
    header({ cookie: visitors["desk/tom"]?.cookie }),
    header({ cookie: visitors["other/ana"]?.cookie }),
    header({ "sec-fetch-site": "cross-site" }),
    header({ "sec-fetch-site": "same-site" }),
    header({ "sec-fetch-site": "none" }),
    from("https://evil.example"),
    from(`http://${HOST}.evil.example`),
    from("null"),
    csrf((form) => form.delete("csrf")),
    csrf((form) => form.set("csrf", "")),
    csrf((form) => form.set("csrf", "x")),
    csrf((form) => form.set("csrf", visitors["desk/tom"]?.csrf ?? "")),
    header({ "x-csrf-token": "x" }),
    { ...request, body: Buffer.alloc(0) },
  ];
}
