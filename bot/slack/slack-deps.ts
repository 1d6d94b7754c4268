/** What the Slack channel needs of the program around it. */
import type { TurnDeps } from "../../core/agent/turn.ts";
import type { Jobs } from "../../core/jobs.ts";
import type { Vault } from "../../core/vault.ts";
import type { Workspace } from "../../db/queries/workspaces.ts";
import type { Client } from "./client.ts";
import type { Heard, Origin } from "./heard.ts";

export interface SlackSettings {
  /** Without one, nothing is taken over HTTP. */
  signingSecret?: string | undefined;
  /** "/crm". */
  command: string;
  /** Another address of Slack's API than Slack's own. */
  apiUrl?: string | undefined;
  /** With one, events come over a connection from here. */
  appToken?: string | undefined;
  publicUrl?: string | undefined;
}

export interface SlackDeps extends TurnDeps {
  jobs: Pick<Jobs, "enqueue">;
  vault: Vault;
  settings: SlackSettings;
}

/** One payload in its workspace, with the client that answers there. */
export interface Hearing {
  workspace: Workspace;
  client: Client;
  now: Date;
}

/** The same, from one of our users. */
export type Spoken = Hearing & { userId: string };

/** What somebody of ours said or did. */
export type HeardOf<K extends Heard["kind"]> = Extract<Heard, Origin & { kind: K }>;

/** What Slack is answered while it waits: words for a command, a change of the modal, or nothing. */
export type Answer = string | Record<string, unknown> | undefined;
