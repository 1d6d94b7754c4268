/** Installing the app into a Slack workspace: begun by an admin of one tenant, bound to that tenant. */
import { Router, type Request, type RequestHandler, type Response } from "express";
import { AppError } from "../../core/domain/errors.ts";
import type { Logger } from "../../core/log.ts";
import { createInstallState, redeemInstallState } from "../../db/queries/install-states.ts";
import { findUser } from "../../db/queries/tenants.ts";
import { listWorkspaces } from "../../db/queries/workspaces.ts";
import { signInPage } from "../web/pages.tsx";
import { findVisitor, sessionTokenOf, type SessionSource } from "../web/request-check.ts";
import type { WebSession } from "../web/web-deps.ts";
import { identify } from "./identify.ts";
import { connectedPage, connectPage } from "./install-pages.tsx";
import { saveInstallation, type InstallationDeps } from "./installation-store.ts";
import { botScopes } from "./scopes.ts";
import { slackClient, slackErrorOf } from "./web-client.ts";

export interface SlackInstallDeps extends InstallationDeps, SessionSource {
  log: Logger;
  clientId: string;
  clientSecret: string;
  /** Where people reach this server. */
  publicUrl: string;
  apiUrl?: string | undefined;
}

const TIMEOUT_MS = 15_000;

/** Answers below /slack: `install` and `oauth/callback`. */
export function slackInstall(deps: SlackInstallDeps): RequestHandler {
  const router = Router();
  router.get("/install", async (request, response) => {
    const admin = await adminBehind(deps, request, response);
    if (!admin) return;
    const { session } = admin;
    const { state, workspaces } = await deps.db.transaction(scopeOf(session), async (tx) => ({
      state: await createInstallState(tx, admin, new Date()),
      workspaces: await listWorkspaces(tx, "slack"),
    }));
    const { workspaceName, timeZone } = session;
    const authorizeUrl = authorizeUrlOf(deps, state);
    response.send(connectPage({ workspaceName, timeZone, workspaces, authorizeUrl }));
  });
  router.get("/oauth/callback", async (request, response) => {
    const admin = await adminBehind(deps, request, response);
    if (!admin) return;
    await redeem(deps, admin, textOf(request.query.state));
    if (request.query.error !== undefined)
      throw new AppError("bad_input", "Slack was not connected: the request was declined there.");
    const token = await tokenFor(deps, textOf(request.query.code));
    const workspace = await saveInstallation(deps, admin.session.tenantId, {
      installed: await identify(slackClient(token, { apiUrl: deps.apiUrl, timeout: TIMEOUT_MS })),
      token,
      installedById: admin.userId,
      now: new Date(),
    });
    deps.log.info({ workspace: workspace.workspaceKey }, "a Slack workspace was connected");
    response.send(connectedPage(workspace.name, admin.session.workspaceName));
  });
  return router;
}

interface Admin {
  session: WebSession;
  userId: string;
  sessionToken: string;
}

/** Undefined where the request is answered already: nobody is signed in. */
async function adminBehind(
  deps: SlackInstallDeps,
  request: Request,
  response: Response,
): Promise<Admin | undefined> {
  const headers = { cookie: request.headers.cookie };
  const session = await findVisitor(headers, deps);
  const sessionToken = sessionTokenOf(headers, deps.secureCookies);
  if (!session || !sessionToken) {
    response.status(401).send(signInPage());
    return undefined;
  }
  const { userId } = session;
  const user = await deps.db.transaction(scopeOf(session), (tx) => findUser(tx, userId));
  if (user?.role !== "owner" && user?.role !== "admin")
    throw new AppError("forbidden", "Only an owner or admin of this workspace connects Slack.");
  return { session, userId, sessionToken };
}

async function redeem(deps: SlackInstallDeps, admin: Admin, state: string): Promise<void> {
  const { session, ...installer } = admin;
  const isGood = await deps.db.transaction(scopeOf(session), (tx) =>
    redeemInstallState(tx, { state, now: new Date(), ...installer }),
  );
  if (isGood) return;
  deps.log.warn({}, "an installation came back with a state that is not good");
  throw new AppError(
    "forbidden",
    "This answer of Slack's does not belong to your session, was used before or came too late; connect Slack anew.",
  );
}

function authorizeUrlOf(deps: SlackInstallDeps, state: string): string {
  const url = new URL("/oauth/v2/authorize", deps.apiUrl ?? "https://slack.com");
  url.search = new URLSearchParams({
    client_id: deps.clientId,
    scope: botScopes.join(","),
    redirect_uri: redirectUriOf(deps),
    state,
  }).toString();
  return url.href;
}

/** Slack gives the token for its code once. */
async function tokenFor(deps: SlackInstallDeps, code: string): Promise<string> {
  const answer = await slackClient(undefined, { apiUrl: deps.apiUrl, timeout: TIMEOUT_MS })
    .oauth.v2.access({
      client_id: deps.clientId,
      client_secret: deps.clientSecret,
      redirect_uri: redirectUriOf(deps),
      code,
    })
    .catch((error: unknown) => {
      throw refusal(error);
    });
  const { access_token: token } = answer;
  if (!token || answer.token_type !== "bot")
    throw new AppError("misconfigured", "Slack gave no token of a bot for this app.");
  // It would stop working within hours, and with it everything that was promised for later.
  if (answer.refresh_token)
    throw new AppError(
      "misconfigured",
      "Token rotation is on for this Slack app; switch it off in the app's settings and connect Slack anew.",
    );
  return token;
}

function refusal(error: unknown): AppError {
  const reason = slackErrorOf(error);
  if (reason === undefined)
    return new AppError("busy", "Slack cannot be reached; connect it anew in a moment.", {
      message: "oauth.v2.access failed",
      cause: error,
    });
  const ours = ["invalid_client_id", "bad_client_secret", "bad_redirect_uri"].includes(reason);
  return new AppError(
    ours ? "misconfigured" : "expired",
    ours
      ? "Slack does not accept this app: SLACK_CLIENT_ID, SLACK_CLIENT_SECRET or its redirect address is not right."
      : "Slack did not confirm the installation; connect Slack anew.",
    { message: `oauth.v2.access: ${reason}` },
  );
}

const redirectUriOf = ({ publicUrl }: SlackInstallDeps): string =>
  new URL("/slack/oauth/callback", publicUrl).href;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const scopeOf = ({ tenantId, userId }: Pick<WebSession, "tenantId" | "userId">) => ({
  tenantId,
  actorId: userId,
  viewerId: userId,
});
