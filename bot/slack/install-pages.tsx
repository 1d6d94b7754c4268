/** The pages around connecting a Slack workspace. */
import { DateTime } from "luxon";
import type { Workspace } from "../../db/queries/workspaces.ts";
import { renderPage } from "../web/layout.tsx";
import { Notice } from "../web/pages.tsx";

type Shown = Pick<Workspace, "name" | "workspaceKey" | "installedAt" | "removedAt">;

export interface ConnectPage {
  workspaceName: string;
  /** IANA zone of whoever reads it. */
  timeZone: string;
  workspaces: readonly Shown[];
  /** Slack's own page; holds the state of this session. */
  authorizeUrl: string;
}

export const connectPage = (page: ConnectPage): string =>
  renderPage({
    title: "Connect Slack · Rapport",
    kind: "plain",
    children: (
      <Notice title="Connect Slack">
        <p>
          Rapport then answers in Slack, for full members of that Slack workspace who are users of{" "}
          <strong>{page.workspaceName}</strong> under the same e-mail address, and for nobody else.
        </p>
        {page.workspaces.length > 0 && (
          <ul class="connections">
            {page.workspaces.map((workspace) => (
              <Connection workspace={workspace} timeZone={page.timeZone} />
            ))}
          </ul>
        )}
        <p>
          <a class="button primary large" href={page.authorizeUrl}>
            {page.workspaces.some(({ removedAt }) => !removedAt)
              ? "Connect again, or another one"
              : "Add to Slack"}
          </a>
        </p>
        <p>
          <a href="/chat">Back to the conversation</a>
        </p>
      </Notice>
    ),
  });

const Connection = ({ workspace, timeZone }: { workspace: Shown; timeZone: string }) => (
  <li>
    <strong>{workspace.name}</strong>{" "}
    {workspace.removedAt
      ? `disconnected on ${dayOf(workspace.removedAt, timeZone)}`
      : `connected on ${dayOf(workspace.installedAt, timeZone)}`}
  </li>
);

export const connectedPage = (slackName: string, workspaceName: string): string =>
  renderPage({
    title: "Slack is connected · Rapport",
    kind: "plain",
    children: (
      <Notice title="Slack is connected">
        <p>
          <strong>{slackName}</strong> now belongs to <strong>{workspaceName}</strong>. Write to
          Rapport in Slack, or mention it in a channel it was invited to.
        </p>
        <p>
          <a class="button primary large" href="/chat">
            Back to the conversation
          </a>
        </p>
      </Notice>
    ),
  });

const dayOf = (at: Date, timeZone: string): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).setLocale("en").toFormat("d LLL yyyy");
