/** The vendors whose models can read messages beside Claude, and what each has to be told. */
import { AppError } from "../domain/errors.ts";

export interface ProviderOptions {
  /** "provider:model", as langchain names them. */
  model: string;
  apiKey?: string;
  baseUrl?: string;
}

export interface Provider {
  name: string;
  model: string;
  /** For the constructor of the vendor's class. Addresses are always given: none is read from the environment. */
  settings: Record<string, unknown>;
  /** Given a signal its client streams, so it gets none. */
  streamsWithSignal: boolean;
  /** Where its models are listed, where that is known. */
  list: { url: string; headers: Record<string, string> } | undefined;
}

interface Known {
  address: string;
  /** Runs on a machine of one's own, without a key. */
  keyless?: true;
  streamsWithSignal?: true;
  settings(url: string, key: string | undefined): Record<string, unknown>;
  list(url: string): string;
  headers(key: string): Record<string, string>;
}

/** Enough for models that think before they answer. */
const MOST_OUTPUT = 4_096;
/** Ollama cuts off the beginning of what is longer, without a word. */
const OLLAMA_CONTEXT = 16_384;

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const known: Record<string, Known> = {
  openai: {
    address: "https://api.openai.com/v1",
    settings: (baseURL, key) => ({
      apiKey: key ?? "none",
      useResponsesApi: false,
      maxTokens: MOST_OUTPUT,
      configuration: { baseURL, logLevel: "off" },
      __includeRawResponse: true,
    }),
    list: (url) => `${url}/models`,
    headers: bearer,
  },
  "google-genai": {
    address: "https://generativelanguage.googleapis.com",
    settings: (baseUrl, apiKey) => ({ baseUrl, apiKey, maxOutputTokens: MOST_OUTPUT }),
    list: (url) => `${url}/v1beta/models?pageSize=1000`,
    headers: (key) => ({ "x-goog-api-key": key }),
  },
  mistralai: {
    address: "https://api.mistral.ai",
    streamsWithSignal: true,
    // Its client sends a temperature in any case.
    settings: (serverURL, apiKey) => ({
      serverURL,
      apiKey,
      temperature: 0,
      maxTokens: MOST_OUTPUT,
    }),
    list: (url) => `${url}/v1/models`,
    headers: bearer,
  },
  ollama: {
    address: "http://127.0.0.1:11434",
    keyless: true,
    settings: (baseUrl, key) => ({
      baseUrl,
      numCtx: OLLAMA_CONTEXT,
      numPredict: MOST_OUTPUT,
      ...(key ? { headers: bearer(key) } : {}),
    }),
    list: (url) => `${url}/v1/models`,
    headers: bearer,
  },
};

/** Whether models of this vendor run on a machine of one's own: they cost nothing and hold little. */
export const isOwnMachine = (name: string): boolean =>
  known[name.split(":", 1)[0] ?? ""]?.keyless === true;

export function providerOf({ model: named, apiKey, baseUrl }: ProviderOptions): Provider {
  const [name = "", ...rest] = named.split(":");
  const model = rest.join(":");
  if (model === "")
    throw misconfigured(
      `LLM_MODEL names “${named}”; it is provider:model, like openai:gpt-5-mini.`,
    );
  if (name === "anthropic")
    throw misconfigured(
      "LLM_MODEL is for other vendors; for Claude set ANTHROPIC_API_KEY and LLM_FAST_MODEL.",
    );
  const vendor = known[name];
  if (!vendor) return unknownVendor({ name, model, apiKey, baseUrl });
  if (apiKey === undefined && baseUrl === undefined && !vendor.keyless)
    throw misconfigured(`LLM_API_KEY is missing: models of ${name} need the key of an account.`);
  const url = (baseUrl ?? vendor.address).replace(/\/+$/, "");
  return {
    name,
    model,
    settings: vendor.settings(url, apiKey),
    streamsWithSignal: vendor.streamsWithSignal === true,
    list: { url: vendor.list(url), headers: apiKey ? vendor.headers(apiKey) : {} },
  };
}

/** Whatever else langchain knows; it reads some vendors' own variables for what is not given here. */
function unknownVendor(given: {
  name: string;
  model: string;
  apiKey: string | undefined;
  baseUrl: string | undefined;
}): Provider {
  const { name, model, apiKey, baseUrl } = given;
  if (baseUrl !== undefined)
    throw misconfigured(
      `LLM_BASE_URL is understood for ${Object.keys(known).join(", ")}, not for ${name}.`,
    );
  const settings = { maxTokens: MOST_OUTPUT, ...(apiKey ? { apiKey } : {}) };
  return { name, model, settings, streamsWithSignal: false, list: undefined };
}

export const notInstalled = (provider: string, packageName: string): AppError =>
  misconfigured(
    `LLM_MODEL names ${provider}, whose package is not installed: run npm install ${packageName}.`,
  );

export const unknownTo = (provider: string): AppError =>
  misconfigured(`LLM_MODEL names ${provider}, which langchain does not know.`);

const misconfigured = (words: string): AppError => new AppError("misconfigured", words);
