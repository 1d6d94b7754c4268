/** What a terminal shows while an answer is made, and the way to stop it: Ctrl+C once stops the answer. */
import readline from "node:readline";
import type { WriteStream } from "node:tty";
import { withoutControls } from "../bot/terminal/channel.ts";
import type { TurnOptions } from "../core/agent/turn.ts";

export interface Waiting {
  options: Pick<TurnOptions, "stop" | "onProgress">;
  /** Takes away what was shown, so that the answer stands alone. */
  end: () => void;
}

type Terminal = Pick<WriteStream, "write"> &
  Partial<Pick<WriteStream, "isTTY" | "columns" | "rows">>;

/** Pieces go to standard error, like all progress; `quiet` where a program reads the answer. */
export function waitForAnswer(quiet: boolean, terminal: Terminal = process.stderr): Waiting {
  const stop = new AbortController();
  let lines = 0;
  const onProgress: TurnOptions["onProgress"] = ({ kind, text }) => {
    const line = withoutControls(kind === "status" ? `… ${text}` : text);
    terminal.write(`${line}\n`);
    // Some terminals do not tell their size, or say that it is nothing.
    const { columns = 0 } = terminal;
    const width = columns > 0 ? columns : Infinity;
    lines += Math.max(1, Math.ceil(line.length / width));
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
      // What has scrolled out of sight cannot be taken away.
      const inSight = terminal.rows ? Math.min(lines, terminal.rows - 1) : lines;
      const stream = terminal as WriteStream;
      readline.moveCursor(stream, 0, -inSight);
      readline.cursorTo(stream, 0);
      readline.clearScreenDown(stream);
    },
  };
}
