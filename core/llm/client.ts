/** The one client of the Claude API: how long it waits, how often it tries, and nothing from the environment. */
import Anthropic from "@anthropic-ai/sdk";

export interface ClientOptions {
  apiKey: string;
  baseUrl?: string;
  timeoutMs?: number;
}

/** A chat cannot wait the ten minutes that are the library's own limit. */
const TIMEOUT_MS = 20_000;
const MOST_RETRIES = 1;

export const createClient = (options: ClientOptions): Anthropic =>
  new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    baseURL: options.baseUrl ?? "https://api.anthropic.com",
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxRetries: MOST_RETRIES,
    // Its own log and traces would hold people's words.
    logLevel: "off",
    openTelemetry: false,
  });
