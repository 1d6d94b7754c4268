/** Sends an answer while it is made: events of plain text, and last the whole reply as HTML. */
import type { Response } from "express";
import type { OnProgress } from "../../core/agent/progress.ts";

export interface AnswerStream {
  onProgress: OnProgress;
  /** Whether something has been sent, so that no status can be any more. */
  isOpen(): boolean;
  /** The reply; alone, where nothing was sent before it. */
  end(html: string): void;
}

export function answerStream(response: Response): AnswerStream {
  let open = false;
  const send = (event: string, text: string) => {
    if (response.destroyed) return;
    if (!open)
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        // Asks proxies to pass each piece on as it comes.
        "x-accel-buffering": "no",
      });
    open = true;
    response.write(`event: ${event}\ndata: ${JSON.stringify(text)}\n\n`);
  };
  return {
    onProgress: ({ kind, text }) => send(kind, text),
    isOpen: () => open,
    end: (html) => {
      if (!open) return void response.send(html);
      send("reply", html);
      response.end();
    },
  };
}
