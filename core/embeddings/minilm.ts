/** all-MiniLM-L6-v2 as shipped in `minilm-l6-v2/`: tokens, the network, the mean of what it says. */
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Tokenizer } from "@huggingface/tokenizers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { minilm } from "./minilm-model.ts";

const MOST_TOKENS = 256;
/** Tokens average four letters: what is cut off here would hardly ever be among the first 256. */
const MOST_CHARACTERS = 2_500;

const folder = new URL("./minilm-l6-v2/", import.meta.url);

export type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

/** Reads the model files; the function it gives takes one batch. */
export async function loadMinilm(): Promise<Embed> {
  const tokenizer = await loadTokenizer();
  const session = await InferenceSession.create(fileURLToPath(new URL("model.onnx", folder)), {
    // One thread: it shares the machine with the people who are waiting.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    // What one long batch needed would otherwise be kept for good.
    enableCpuMemArena: false,
  });
  return async (texts) => {
    const tokens = texts.map((text) => tokensOf(tokenizer, text));
    const width = Math.max(...tokens.map((ids) => ids.length));
    const output = await session.run(inputsOf(tokens, width));
    const hidden = output.last_hidden_state?.data as Float32Array;
    return tokens.map((ids, nth) => meanOf(hidden, nth * width, ids.length));
  };
}

async function loadTokenizer(): Promise<Tokenizer> {
  const read = async (name: string) =>
    JSON.parse(await fs.readFile(new URL(name, folder), "utf8")) as object;
  return new Tokenizer(await read("tokenizer.json"), await read("tokenizer_config.json"));
}

/** The last token closes the text, also where the text was cut. */
function tokensOf(tokenizer: Tokenizer, text: string): number[] {
  const { ids } = tokenizer.encode(text.slice(0, MOST_CHARACTERS));
  return ids.length <= MOST_TOKENS ? ids : [...ids.slice(0, MOST_TOKENS - 1), ...ids.slice(-1)];
}

function inputsOf(tokens: readonly number[][], width: number): Record<string, Tensor> {
  const tensor = (value: (ids: number[], at: number) => number) => {
    const data = tokens.flatMap((ids) =>
      Array.from({ length: width }, (_, at) => BigInt(value(ids, at))),
    );
    return new Tensor("int64", BigInt64Array.from(data), [tokens.length, width]);
  };
  return {
    input_ids: tensor((ids, at) => ids[at] ?? 0),
    attention_mask: tensor((ids, at) => (at < ids.length ? 1 : 0)),
    token_type_ids: tensor(() => 0),
  };
}

/** The mean over a text's own tokens, of length 1. */
function meanOf(hidden: Float32Array, firstToken: number, tokens: number): Float32Array {
  const { dimensions } = minilm;
  const mean = new Float32Array(dimensions);
  for (let token = firstToken; token < firstToken + tokens; token++)
    for (let at = 0; at < dimensions; at++)
      mean[at] = (mean[at] ?? 0) + (hidden[token * dimensions + at] ?? 0);
  const length = Math.hypot(...mean);
  return mean.map((value) => value / length);
}
