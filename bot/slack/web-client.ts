/** Slack's API as it is called here: without the SDK's half hour of retries and without its own log. */
import { webApi } from "@slack/bolt";

/** A webhook is acknowledged within three seconds; who asks is looked up before. */
const TIMEOUT_MS = 2_500;

export interface ApiAddress {
  /** Another address of the API, for a gateway or an emulator. */
  apiUrl?: string | undefined;
}

export const slackClient = (
  token: string | undefined,
  { apiUrl, timeout = TIMEOUT_MS }: ApiAddress & { timeout?: number },
): webApi.WebClient =>
  new webApi.WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logger: silent,
  });

/** What Slack answered in place of a result; undefined where it did not answer. */
export function slackErrorOf(error: unknown): string | undefined {
  const { data } = (error ?? {}) as { data?: { error?: unknown } };
  return typeof data?.error === "string" ? data.error : undefined;
}

const nothing = (): void => undefined;
const silent: webApi.Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => webApi.LogLevel.ERROR,
};
