/** An answer of the Claude API in pieces, as it comes where the request says `stream`. */
import type Anthropic from "@anthropic-ai/sdk";
import type http from "node:http";
import { setTimeout } from "node:timers/promises";

type Event = Anthropic.RawMessageStreamEvent | { type: "ping" };

export interface Pace {
  /** Milliseconds before each block. */
  wait?: number;
  /** Before the block of this number, goes on only then. */
  hold?: { before: number; until: Promise<void> };
  /** The connection goes after so many blocks. */
  cutAfter?: number;
  /** A fault is told after so many blocks. */
  faultAfter?: number;
}

export async function sendEvents(
  response: http.ServerResponse,
  message: Anthropic.Message,
  { wait = 0, hold, cutAfter, faultAfter }: Pace,
): Promise<void> {
  const send = (event: Event) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const { content, stop_reason, stop_sequence, stop_details, usage } = message;
  const begun = { ...message, content: [], stop_reason: null, stop_details: null };
  send({ type: "message_start", message: { ...begun, usage: { ...usage, output_tokens: 1 } } });
  send({ type: "ping" });
  for (const [index, block] of content.entries()) {
    if (wait > 0) await setTimeout(wait);
    if (index === hold?.before) await hold.until;
    if (index === cutAfter) return void response.destroy();
    if (index === faultAfter) {
      const error = { type: "overloaded_error", message: "Overloaded", details: null };
      response.end(`event: error\ndata: ${JSON.stringify({ type: "error", error })}\n\n`);
      return;
    }
    for (const event of eventsOf(block, index)) send(event);
  }
  send({
    type: "message_delta",
    delta: { container: null, stop_reason, stop_sequence, stop_details },
    usage: {
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      cache_read_input_tokens: usage.cache_read_input_tokens,
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: null,
      server_tool_use: null,
    },
  });
  send({ type: "message_stop" });
  response.end();
}

/** Text in pieces of a few letters, arguments cut anywhere, each citation by itself. */
function eventsOf(block: Anthropic.ContentBlock, index: number): Event[] {
  const delta = (one: Anthropic.RawContentBlockDelta): Event => ({
    type: "content_block_delta",
    index,
    delta: one,
  });
  const start = (content_block: Anthropic.ContentBlock): Event => ({
    type: "content_block_start",
    index,
    content_block,
  });
  const stop: Event = { type: "content_block_stop", index };
  if (block.type === "text")
    return [
      start({ ...block, text: "", citations: block.citations ? [] : null }),
      ...(block.citations ?? []).map((citation) => delta({ type: "citations_delta", citation })),
      ...pieces(block.text).map((text) => delta({ type: "text_delta", text })),
      stop,
    ];
  if (block.type === "thinking")
    return [
      start({ ...block, thinking: "", signature: "" }),
      delta({ type: "signature_delta", signature: block.signature }),
      stop,
    ];
  if (block.type === "tool_use")
    return [
      start({ ...block, input: {} }),
      ...pieces(JSON.stringify(block.input)).map((partial_json) =>
        delta({ type: "input_json_delta", partial_json }),
      ),
      stop,
    ];
  return [start(block), stop];
}

const pieces = (text: string): string[] => text.match(/[\s\S]{1,9}/g) ?? [];
