/** A hosted model behind an OpenAI-compatible `/embeddings` endpoint. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import type { Embedder } from "./embedder.ts";

export interface HostedModel {
  /** The address that `/embeddings` is added to, such as `https://api.example.com/v1`. */
  url: string;
  model: string;
  key?: string;
}

const MOST_TEXTS = 64;
const TIMEOUT_MS = 30_000;
/** Models differ; this keeps what is near in most of them. */
const FARTHEST = 0.75;

const answer = z.object({
  data: z.array(
    z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1).max(16_000) }),
  ),
});

export const createHostedEmbedder = (hosted: HostedModel): Embedder => new HostedEmbedder(hosted);

class HostedEmbedder implements Embedder {
  readonly model: string;
  readonly farthest = FARTHEST;
  readonly usable = true;
  dimensions: number | undefined;
  readonly #hosted: HostedModel;

  constructor(hosted: HostedModel) {
    this.#hosted = hosted;
    this.model = hosted.model;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += MOST_TEXTS)
      vectors.push(...(await this.#ask(texts.slice(at, at + MOST_TEXTS))));
    return vectors;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #ask(input: readonly string[]): Promise<Float32Array[]> {
    const parsed = answer.safeParse(await this.#post(input));
    const vectors = new Map(parsed.data?.data.map((row) => [row.index, row.embedding]));
    return input.map((_, index) => {
      const vector = vectors.get(index);
      this.dimensions ??= vector?.length;
      if (!vector || vector.length !== this.dimensions) throw failed("an answer of another shape");
      return Float32Array.from(vector);
    });
  }

  async #post(input: readonly string[]): Promise<unknown> {
    const { url, model, key } = this.#hosted;
    try {
      const response = await fetch(`${url.replace(/\/+$/, "")}/embeddings`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(key ? { authorization: `Bearer ${key}` } : {}),
        },
        body: JSON.stringify({ model, input, encoding_format: "float" }),
        // A redirect would take the texts somewhere nobody has configured.
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) throw failed(`status ${response.status}`);
      return await response.json();
    } catch (error) {
      throw error instanceof AppError ? error : failed("no answer", error);
    }
  }
}

const failed = (why: string, cause?: unknown): AppError =>
  new AppError("busy", "The embedding model did not answer; search goes on by words.", {
    message: `the embedding model gave ${why}`,
    cause,
  });
