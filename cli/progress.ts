/** What a terminal shows while an answer is made, and the way to stop it: Ctrl+C once stops the answer. */
import readline from "node:readline";
import type { TurnOptions } from "../core/agent/turn.ts";

export interface Waiting {
  options: Pick<TurnOptions, "stop" | "onProgress">;
  /** Takes away what was shown, so that the answer stands alone. */
  end: () => void;
}

/** Pieces go to standard error, like all progress; `quiet` where a program reads the answer. */
export function waitForAnswer(quiet: boolean): Waiting {
  const stop = new AbortController();
  const terminal = process.stderr;
  let lines = 0;
  const onProgress: TurnOptions["onProgress"] = ({ kind, text }) => {
    const line = kind === "status" ? `… ${text}` : text;
    terminal.write(`${line}\n`);
    lines += Math.max(1, Math.ceil(line.length / (terminal.columns || line.length)));
  };
  const onSignal = () => {
    stop.abort();
    process.exitCode = 130;
  };
  process.once("SIGINT", onSignal);
  return {
    options: { stop: stop.signal, ...(quiet ? {} : { onProgress }) },
    end: () => {
      process.off("SIGINT", onSignal);
      if (!terminal.isTTY || lines === 0) return;
      readline.moveCursor(terminal, 0, -Math.min(lines, (terminal.rows || lines) - 1));
      readline.cursorTo(terminal, 0);
      readline.clearScreenDown(terminal);
    },
  };
}
