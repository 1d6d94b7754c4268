/** Draws how far one uploaded file is: a progress bar, a question before writing, then the report. */
import { renderToString } from "preact-render-to-string";
import { ReplyView } from "./render.tsx";
import type { ImportStatus } from "./web-deps.ts";

const words = {
  uploading: "Uploading",
  waiting: "Waiting to be read",
  running: "Reading",
} as const;

const WORTH_COUNTING = 100_000;

export const renderImport = (status: ImportStatus): string =>
  renderToString(<ImportPanel status={status} />);

export function ImportPanel({ status }: { status: ImportStatus }) {
  const final = status.status === "done" || status.status === "failed";
  return (
    <div
      class="reply import"
      data-import={status.importId}
      data-state={final ? "final" : status.status}
    >
      {status.status === "failed" && (
        <p class="error" role="alert">
          {status.error ?? "This file could not be imported; nothing in it was lost."}
        </p>
      )}
      {(status.status === "waiting" || status.status === "running") && (
        <Progress
          word={words[status.status]}
          done={status.bytesDone}
          {...(status.bytesTotal === undefined ? {} : { total: status.bytesTotal })}
        />
      )}
      {status.reply && <ReplyView reply={status.reply} />}
    </div>
  );
}

/** What the page shows from the moment a file is dropped until the server has it whole. */
export const UploadPanel = () => (
  <div class="reply import">
    <Progress word={words.uploading} done={0} />
  </div>
);

function Progress({ word, done, total }: { word: string; done: number; total?: number }) {
  const known = total !== undefined && total > 0;
  return (
    // Not announced: a screen reader would repeat every step; the report is announced instead.
    <div class="progress" aria-live="off">
      <progress
        aria-label={word}
        {...(known ? { value: Math.min(done, total), max: total } : {})}
      />
      <p class="detail">
        {word}
        <span data-amount>
          {known && total >= WORTH_COUNTING
            ? ` · ${megabytes(done)} of ${megabytes(total)} MB`
            : "…"}
        </span>
      </p>
    </div>
  );
}

const megabytes = (bytes: number): string =>
  (bytes / 1_000_000).toLocaleString("en-GB", { maximumFractionDigits: 1 });
